namespace Raum.Redaction;

/// <summary>All detectors of one session, in one call: find, filter by what the organization chose, settle overlaps.</summary>
internal sealed class DetectorSet
{
    private static readonly IDetector[] Structured =
    [
        new EmailDetector(),
        new SpacedEmail(),
        new NumberDetector(),
        new IbanDetector(),
        new NetworkAddressDetector(),
        new CueDetector(),
        new SecretDetector(),
        new LinkToken(),
        new NationalIdDetector(),
        new MachineReadableZone(),
        new HandleDetector(),
        new ProfilePage(),
        new PersonalUrl(),
        new RecordDetector(),
        new TableDetector(),
        new InsertedRow(),
        new KeyedRecord(),
        new LabelAbove(),
        new StackedTable(),
        new ContactCard(),
        new MailName(),
        new AddressBlock(),
        new SplitAddress(),
        new ChatHead(),
        new SpacedDigits(),
        new SpelledNumber(),
        new AccountPath(),
        new ShellAccount(),
        new ChatNick(),
        new BracketedLogin(),
        new GamerTag(),
        new MarkedBirthDate(),
        new LowerCaseAddress(),
        new MilitaryAddress(),
        new IrishAddress(),
        new UnnumberedStreet(),
    ];

    private static readonly AddressDetector AddressRules = new();

    private static readonly NameDetector AnnouncedNames = new();
    private static readonly ListedNameDetector ListedNames = new();

    /// <summary>Every detector by its name, to be measured alone.</summary>
    internal static IEnumerable<(string Name, IDetector Detector)> Stages =>
        Structured.Append(AddressRules).Append(AnnouncedNames).Append(ListedNames).Select(detector => (detector.GetType().Name, detector));

    /// <summary>The reason of what an organization's own pattern finds.</summary>
    private const string Custom = "custom";

    private readonly RedactionOptions _options;
    private readonly KnownPeople _known;
    private readonly HashSet<string> _allowed;
    private readonly FindLists _lists = new();
    private static readonly HashSet<string> Nothing = [];

    private readonly NameModel _names;
    private readonly NameModel _addresses;

    public DetectorSet(RedactionOptions options, KnownPeople known, NameModel names, NameModel addresses)
    {
        _names = names;
        _addresses = addresses;
        _options = options;
        _known = known;
        _allowed = options.AllowList.Count == 0 ? Nothing : [.. options.AllowList.Select(text => ValueKey.Of(NormalizedText.Plain(text)))];
    }

    /// <summary>What is masked in this text, in its order, without overlaps; offsets of the original.</summary>
    public List<Finding> Find(TextReading reading)
    {
        var view = reading.View;
        var text = view.Text.AsSpan();
        Work.Add(text.Length);
        _lists.Clear();
        var findings = _lists.Findings;
        var addresses = _lists.Addresses;
        Patterns(text, view.Units, findings);
        AddressRules.Detect(text, view.Units, addresses);
        FieldLines.Detect(text, addresses, findings);
        var hits = _known.Hits(text, view.Units);
        List<Finding>? lookalikes = null;
        if (_options.FindUnannouncedNames)
        {
            var placeholders = _lists.Placeholders;
            LookalikeDetector.DetectTypes(text, placeholders);
            // Read as the original would be, where that is the text.
            lookalikes = ReferenceEquals(view.Text, view.Original) ? placeholders : null;
            var values = _lists.Values;
            values.EnsureCapacity(findings.Count + addresses.Count + placeholders.Count);
            values.AddRange(findings);
            values.AddRange(addresses);
            values.AddRange(placeholders);
            var noNumbers = _lists.NoNumbers;
            NoNumbers(findings, placeholders, noNumbers);
            Rules(text, reading.Words, _lists.Rules);
            // Mostly so in a text that was masked: then both models see the same words.
            var marked = values.Count == noNumbers.Count ? WordReader.Read(text, reading.Words, values) : null;
            AddressTagger.Detect(reading, marked, noNumbers, addresses, _addresses, findings);
            NameTagger.Detect(reading, marked, values, _lists.Rules, hits, _known.AreNone, _names, findings);
            FileNames.Detect(text, findings);
        }
        else
        {
            findings.AddRange(addresses);
            KnownPeople.LeaveLowerCase(text, hits);
        }

        foreach (var pattern in _options.CustomPatterns)
        {
            pattern.Detect(text, Custom, findings);
        }

        Filter(findings, view.Text);
        var people = _lists.People;
        _known.Detect(text, view.Units, hits, people);
        if (_options.FindUnannouncedNames)
        {
            var accounts = _lists.Accounts;
            NamedAccounts.Detect(text, reading.Words.Span, _known, findings, people, accounts);
            Filter(accounts, view.Text);
            findings.AddRange(accounts);
        }

        if (people.Count > 0)
        {
            findings.AddRange(OutsideLinks(people, findings));
        }

        NameEnds.Widen(text, findings);
        var ofNames = DatesOfNames.In(text, findings);
        IdsOfNames.Add(text, findings, ofNames);
        Nicknames.Add(text, findings, ofNames);
        InitialsAbove.Add(text, findings, ofNames);
        Filter(ofNames, view.Text);
        findings.AddRange(ofNames);

        AddressLines.BelowNames(text, findings);
        AddressEdges.Widen(text, findings);
        var resolved = SpanResolver.Resolve(findings, text);
        PostcodeFirst.Split(text, resolved);
        // The list is kept for the next text.
        var settled = ToOriginal(ReferenceEquals(resolved, findings) ? [.. findings] : resolved, view);
        return WithLookalikes(settled, view.Original, lookalikes);
    }

    /// <summary>The words of a text as the name model sees them.</summary>
    internal WordList WordsForNames(ReadOnlySpan<char> text, WordList plain)
    {
        var units = UnitMap.Of(text);
        var values = new List<Finding>();
        Patterns(text, units, values);
        AddressRules.Detect(text, units, values);
        FieldLines.Detect(text, values, values);
        LookalikeDetector.DetectTypes(text, values);
        var rules = new List<Finding>();
        Rules(text, plain, rules);
        return NameEvidence.Mark(text, plain, null, values, rules, _known.Hits(text, units));
    }

    /// <summary>The words of a text as the address model sees them; null where it does not look.</summary>
    internal static WordList? WordsForAddresses(ReadOnlySpan<char> text, WordList plain)
    {
        var units = UnitMap.Of(text);
        var (findings, placeholders, noNumbers, addresses) = (
            new List<Finding>(),
            new List<Finding>(),
            new List<Finding>(),
            new List<Finding>()
        );
        Patterns(text, units, findings);
        AddressRules.Detect(text, units, addresses);
        FieldLines.Detect(text, addresses, findings);
        LookalikeDetector.DetectTypes(text, placeholders);
        NoNumbers(findings, placeholders, noNumbers);
        return AddressTagger.Prepare(text, plain, null, noNumbers, addresses);
    }

    /// <summary>A link that names a person is masked whole, with the known name in it.</summary>
    private static IEnumerable<Finding> OutsideLinks(List<Finding> people, List<Finding> findings)
    {
        var links = findings.Where(finding => finding.Detector == PersonalUrl.Name).OrderBy(link => link.Start).ToList();
        var next = 0;
        foreach (var person in people.OrderBy(person => person.Start))
        {
            while (next < links.Count && links[next].End <= person.Start)
            {
                next++;
            }

            if (next == links.Count || person.Start < links[next].Start)
            {
                yield return person;
            }
        }
    }

    private static void Patterns(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        foreach (var detector in Structured)
        {
            detector.Detect(text, units, findings);
        }
    }

    /// <summary>What the address model sees: house numbers and postcodes are easily taken for phone numbers and ids.</summary>
    private static void NoNumbers(List<Finding> findings, List<Finding> placeholders, List<Finding> values)
    {
        values.EnsureCapacity(findings.Count + placeholders.Count);
        foreach (var finding in findings)
        {
            if (finding.Type is not (PiiType.Phone or PiiType.Id or PiiType.BirthDate))
            {
                values.Add(finding);
            }
        }

        values.AddRange(placeholders);
    }

    private static void Rules(ReadOnlySpan<char> text, WordList words, List<Finding> rules)
    {
        var map = WordMap.Of(words.Span);
        NameDetector.Detect(text, words.Span, rules);
        ListedNameDetector.Detect(text, words.Span, map, rules);
        CuedNames.Detect(text, words.Span, map, rules);
        SwappedNames.Detect(text, words.Span, map, rules);
        ChatSpeakers.Detect(text, words.Span, map, rules);
        EastAsianNames.Detect(text, words.Span, map, rules);
        DescentNames.Detect(text, words.Span, map, rules);
        MailboxNames.Detect(text, words.Span, rules);
        ToldNames.Detect(text, words.Span, rules);
        Attributions.Detect(text, words.Span, map, rules);
        LabelledNames.Detect(text, words.Span, map, rules);
        SmallNames.Detect(text, words.Span, rules);
    }

    /// <summary>Look-alikes are read in the original, where the restorer would meet them.</summary>
    /// <param name="known">What <see cref="LookalikeDetector.DetectTypes"/> found in it, where it was asked.</param>
    private static List<Finding> WithLookalikes(List<Finding> settled, string original, List<Finding>? known)
    {
        var before = settled.Count;
        if (known is null)
        {
            LookalikeDetector.Detect(original, settled);
        }
        else
        {
            foreach (var value in known)
            {
                settled.Add(value with { Type = PiiType.Lookalike });
            }
        }

        // Look-alikes alone stand in order and apart, as they were read.
        return settled.Count == before || before == 0 ? settled : SpanResolver.Resolve(settled, original);
    }

    private void Filter(List<Finding> findings, string text) =>
        findings.RemoveAll(finding =>
            // The organization's own patterns are sure.
            (finding.Score < _options.MinimumScore && finding.Reason != Custom)
            || !_options.Types.Contains(finding.Type)
            || (_allowed.Count > 0 && _allowed.Contains(ValueKey.Of(text.AsSpan(finding.Start, finding.Length))))
        );

    private static List<Finding> ToOriginal(List<Finding> findings, NormalizedText view)
    {
        var end = 0;
        for (var i = 0; i < findings.Count; i++)
        {
            var finding = findings[i];
            // One that begins inside a ligature in which another one ended has the rest of it.
            findings[i] = finding with
            {
                Start = Math.Max(view.StartOf(finding.Start), end),
                End = view.EndOf(finding.End),
            };
            end = findings[i].End;
        }

        findings.RemoveAll(finding => finding.Start >= finding.End);
        return findings;
    }
}
