namespace Raum.Redaction;

/// <summary>All detectors of one session, in one call: find, filter by what the organization chose, settle overlaps.</summary>
internal sealed class DetectorSet
{
    private static readonly IDetector[] Structured =
    [
        new EmailDetector(),
        new NumberDetector(),
        new IbanDetector(),
        new NetworkAddressDetector(),
        new CueDetector(),
        new SecretDetector(),
        new NationalIdDetector(),
        new HandleDetector(),
        new PersonalUrl(),
        new RecordDetector(),
        new SpacedDigits(),
        new SpelledNumber(),
    ];

    private static readonly AddressDetector AddressRules = new();

    private static readonly NameDetector AnnouncedNames = new();
    private static readonly ListedNameDetector ListedNames = new();

    /// <summary>Every detector by its name, to be measured alone.</summary>
    internal static IEnumerable<(string Name, IDetector Detector)> Stages =>
        Structured.Append(AddressRules).Append(AnnouncedNames).Append(ListedNames).Select(detector => (detector.GetType().Name, detector));

    /// <summary>Room for the finds of most texts, so that their list need not grow.</summary>
    private const int Usual = 24;

    private readonly RedactionOptions _options;
    private readonly KnownPeople _known;
    private readonly HashSet<string> _allowed;

    private readonly NameModel _names;
    private readonly NameModel _addresses;

    public DetectorSet(RedactionOptions options, KnownPeople known, NameModel names, NameModel addresses)
    {
        _names = names;
        _addresses = addresses;
        _options = options;
        _known = known;
        _allowed = [.. options.AllowList.Select(text => ValueKey.Of(text))];
    }

    /// <summary>What is masked in this text, in its order, without overlaps; offsets of the original.</summary>
    public List<Finding> Find(TextReading reading)
    {
        var view = reading.View;
        var text = view.Text.AsSpan();
        Work.Add(text.Length);
        var findings = Patterns(text, view.Units);
        var addresses = AddressesByRule(text, view.Units);
        var hits = _known.Hits(text, view.Units);
        List<Finding>? lookalikes = null;
        if (_options.FindUnannouncedNames)
        {
            var placeholders = Placeholders(text);
            // Read as the original would be, where that is the text.
            lookalikes = ReferenceEquals(view.Text, view.Original) ? placeholders : null;
            List<Finding> values = [.. findings, .. addresses, .. placeholders];
            var noNumbers = NoNumbers(findings, placeholders);
            // Mostly so in a text that was masked: then both models see the same words.
            var marked = values.Count == noNumbers.Count ? WordReader.Read(text, reading.Words, values) : null;
            AddressTagger.Detect(reading, marked, noNumbers, addresses, _addresses, findings);
            NameTagger.Detect(reading, marked, values, Rules(text, reading.Words), hits, _known.AreNone, _names, findings);
        }
        else
        {
            findings.AddRange(addresses);
            KnownPeople.LeaveLowerCase(text, hits);
        }

        foreach (var pattern in _options.CustomPatterns)
        {
            foreach (var match in pattern.Expression.EnumerateMatches(text))
            {
                findings.Add(new Finding(match.Index, match.Index + match.Length, pattern.Type, pattern.Name, 0.95, "custom"));
            }
        }

        Filter(findings, view.Text);
        var people = new List<Finding>();
        _known.Detect(text, view.Units, hits, people);
        findings.AddRange(OutsideLinks(people, findings));
        if (_options.FindUnannouncedNames && _options.Types.Contains(PiiType.Username))
        {
            NamedAccounts.Detect(text, reading.Words.Span, _known.NameParts, findings);
        }

        AddressLines.BelowNames(text, findings);
        AddressEdges.Widen(text, findings);
        var settled = ToOriginal(SpanResolver.Resolve(findings, text), view);
        return WithLookalikes(settled, view.Original, lookalikes);
    }

    /// <summary>The words of a text as the name model sees them.</summary>
    internal WordList WordsForNames(ReadOnlySpan<char> text, WordList plain)
    {
        var units = UnitMap.Of(text);
        return NameEvidence.Mark(
            text,
            plain,
            null,
            [.. Patterns(text, units), .. AddressesByRule(text, units), .. Placeholders(text)],
            Rules(text, plain),
            _known.Hits(text, units)
        );
    }

    /// <summary>The words of a text as the address model sees them; null where it does not look.</summary>
    internal static WordList? WordsForAddresses(ReadOnlySpan<char> text, WordList plain)
    {
        var units = UnitMap.Of(text);
        return AddressTagger.Prepare(text, plain, null, NoNumbers(Patterns(text, units), Placeholders(text)), AddressesByRule(text, units));
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

            if (next == links.Count || person.Start < links[next].Start || person.End > links[next].End)
            {
                yield return person;
            }
        }
    }

    private static List<Finding> Patterns(ReadOnlySpan<char> text, UnitMap units)
    {
        var findings = new List<Finding>(Usual);
        foreach (var detector in Structured)
        {
            detector.Detect(text, units, findings);
        }

        return findings;
    }

    private static List<Finding> AddressesByRule(ReadOnlySpan<char> text, UnitMap units)
    {
        var findings = new List<Finding>();
        AddressRules.Detect(text, units, findings);
        return findings;
    }

    /// <summary>Values that were masked before: the models need not look into them.</summary>
    private static List<Finding> Placeholders(ReadOnlySpan<char> text)
    {
        var findings = new List<Finding>();
        LookalikeDetector.DetectTypes(text, findings);
        return findings;
    }

    /// <summary>What the address model sees: house numbers and postcodes are easily taken for phone numbers and ids.</summary>
    private static List<Finding> NoNumbers(List<Finding> findings, List<Finding> placeholders)
    {
        var values = new List<Finding>(findings.Count + placeholders.Count);
        foreach (var finding in findings)
        {
            if (finding.Type is not (PiiType.Phone or PiiType.Id or PiiType.BirthDate))
            {
                values.Add(finding);
            }
        }

        values.AddRange(placeholders);
        return values;
    }

    private static List<Finding> Rules(ReadOnlySpan<char> text, WordList words)
    {
        var rules = new List<Finding>();
        NameDetector.Detect(text, words.Span, rules);
        ListedNameDetector.Detect(text, words.Span, rules);
        CuedNames.Detect(words.Span, rules);
        return rules;
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

        return settled.Count == before ? settled : SpanResolver.Resolve(settled, original);
    }

    private void Filter(List<Finding> findings, string text) =>
        findings.RemoveAll(finding =>
            finding.Score < _options.MinimumScore
            || !_options.Types.Contains(finding.Type)
            || (_allowed.Count > 0 && _allowed.Contains(ValueKey.Of(text.AsSpan(finding.Start, finding.Length))))
        );

    private static List<Finding> ToOriginal(List<Finding> findings, NormalizedText view)
    {
        for (var i = 0; i < findings.Count; i++)
        {
            var finding = findings[i];
            findings[i] = finding with { Start = view.StartOf(finding.Start), End = view.EndOf(finding.End) };
        }

        return findings;
    }
}
