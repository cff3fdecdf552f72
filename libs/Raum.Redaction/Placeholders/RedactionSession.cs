using Raum.Core;

namespace Raum.Redaction;

/// <summary>The masking of one job: one numbering over subject, history and attachments (PII-1). Values exist only in this object.</summary>
/// <remarks>
/// The same input in the same order gives the same placeholders, so a job that reads its ticket again gets the same draft back (PII-5).
/// Not thread-safe: one job, one session. Time is linear in the text.
/// </remarks>
public sealed class RedactionSession
{
    private const int MostRounds = 4;

    private readonly Vault _vault = new();
    private readonly DetectorSet _detectors;

    /// <summary>Begins a session that knows the same people and rules, and none of the values.</summary>
    private readonly Func<RedactionSession> _another;

    /// <summary>Patterns do not depend on what stands around a value; the models do.</summary>
    private readonly bool _looksAround;

    /// <param name="people">Everyone the ticket's metadata names. The first requester takes the unnumbered placeholders.</param>
    public RedactionSession(RedactionOptions options, IReadOnlyList<KnownPerson> people)
        : this(options, people, NameModel.Shipped, NameModel.Addresses) { }

    internal RedactionSession(RedactionOptions options, IReadOnlyList<KnownPerson> people, NameModel names, NameModel addresses)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(people);
        _another = () => new RedactionSession(options, people, names, addresses);
        var known = new KnownPeople([.. people.Select(Plain)], _vault);
        _looksAround = options.FindUnannouncedNames;
        _detectors = new DetectorSet(options, known, names, addresses);
        LeakCheck = new LeakCheck(_vault, known);
    }

    /// <summary>How many different values of each type got a placeholder so far; look-alikes are not counted.</summary>
    public IReadOnlyDictionary<PiiType, int> Counts =>
        _vault
            .Issued.Where(identity => identity.Type != PiiType.Lookalike)
            .GroupBy(identity => identity.Type)
            .ToDictionary(group => group.Key, group => group.Count());

    /// <summary>The last check of what leaves (PII-9). It knows everything that this session masked, also later.</summary>
    public LeakCheck LeakCheck { get; }

    /// <summary>Masks one text. Prefer <see cref="MaskAll"/> for the texts of a ticket: a value first recognized in a later text is masked in the earlier ones too.</summary>
    public MaskedText Mask(PersonalText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Mask(text.Reveal());
    }

    /// <inheritdoc cref="Mask(PersonalText)"/>
    public MaskedText Mask(string text) => MaskAll([new PersonalText(text)])[0];

    /// <summary>Masks the texts of a job together, in this order: what is recognized in one of them is masked in all.</summary>
    /// <returns>One masked text for each text, in the same order.</returns>
    /// <exception cref="System.Text.RegularExpressions.RegexMatchTimeoutException">An organization's own pattern took longer than a second.</exception>
    public IReadOnlyList<MaskedText> MaskAll(IReadOnlyList<PersonalText> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var readings = new List<TextReading>(texts.Count);
        var found = new List<List<Finding>>(texts.Count);
        foreach (var text in texts)
        {
            readings.Add(TextReading.Of(text.Reveal()));
            found.Add(_detectors.Find(readings[^1]));
        }

        var settled = new string[texts.Count];
        for (var round = 1; ; round++)
        {
            var namesakes = _vault.Namesakes;
            var admitted = new Admissions[found.Count];
            for (var i = 0; i < found.Count; i++)
            {
                admitted[i] = new Admissions(_vault, readings[i].View.Original, found[i]);
            }

            // Once more with what is known now: the same word in another text, in another case.
            var dictionary = new ValueDictionary(_vault);
            MaskedText[] masked =
            [
                .. readings.Select(
                    (reading, i) =>
                        Replace(
                            reading.View.Original,
                            WithBackslashes(reading.View.Original, dictionary.Complete(reading.View, found[i])),
                            admitted[i],
                            namesakes
                        )
                ),
            ];
            if (round == MostRounds || !_looksAround || !FindMore(masked, readings, found, settled))
            {
                readings.ForEach(reading => reading.Dispose());
                return masked;
            }
        }
    }

    /// <summary>
    /// Masks texts that are not of the job, such as an organization's articles, and leaves the job's own numbering as it is: a value that has a placeholder already gets
    /// that one, and whatever else would be masked, look-alikes too, gives way to a mark that nothing restores.
    /// </summary>
    /// <param name="mark">What stands where something was taken out; nothing that could be read as a placeholder.</param>
    /// <returns>One masked text for each text, in the same order; null for one that would still show a value.</returns>
    public IReadOnlyList<string?> MaskForeign(IReadOnlyList<PersonalText> texts, string mark)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var own = _another();
        var masked = own.MaskAll(texts);
        var values = new ValueDictionary(_vault);
        return
        [
            .. texts
                .Select((text, i) => ForeignText.Mask(text.Reveal(), masked[i], values, _vault, mark))
                .Select(text => own.LeakCheck.Count(text) == 0 && LeakCheck.Count(text) == 0 ? text : null),
        ];
    }

    /// <summary>Profiles have their names in any dress, too: with accents as marks of their own, in bold letters.</summary>
    private static KnownPerson Plain(KnownPerson person)
    {
        var (name, email, phone) = (Plain(person.Name), Plain(person.Email), Plain(person.Phone));
        return ReferenceEquals(name, person.Name) && ReferenceEquals(email, person.Email) && ReferenceEquals(phone, person.Phone)
            ? person
            : new KnownPerson(person.Role, name, email, phone);
    }

    private static string? Plain(string? value) => value is null ? null : NormalizedText.Plain(value);

    /// <summary>Looks at the masked texts as somebody would who masks them again: what shows only now is masked too, so that masking twice changes nothing.</summary>
    /// <param name="settled">For each text the masked one in which nothing more showed.</param>
    private bool FindMore(MaskedText[] masked, List<TextReading> readings, List<List<Finding>> found, string[] settled)
    {
        var more = false;
        for (var i = 0; i < masked.Length; i++)
        {
            if (string.Equals(settled[i], masked[i].Text, StringComparison.Ordinal) || !HasValue(masked[i]))
            {
                continue;
            }

            using var reading = readings[i].After(masked[i]);
            var again = _detectors.Find(reading);
            again.RemoveAll(finding => finding.Type == PiiType.Lookalike);
            masked[i].LeaveApart(again);
            if (again.Count == 0)
            {
                settled[i] = masked[i].Text;
            }
            else
            {
                more = true;
                found[i] = masked[i]
                    .Spans.Select(
                        (span, k) =>
                            new Finding(
                                span.Start,
                                span.End,
                                span.Type,
                                span.Detector,
                                span.Score,
                                span.Reason,
                                masked[i].Occurrences[k].Identity
                            )
                    )
                    .Concat(masked[i].ToOriginal(again))
                    .OrderBy(finding => finding.Start)
                    .ToList();
            }
        }

        return more;
    }

    private static bool HasValue(MaskedText masked)
    {
        for (var i = 0; i < masked.Spans.Count; i++)
        {
            if (masked.Spans[i].Type != PiiType.Lookalike)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Puts values back into a whole answer.</summary>
    public RestoredText Restore(string answer, RestorePolicy policy)
    {
        var stream = OpenStream(policy);
        var text = stream.Append(answer) + stream.Complete();
        return new RestoredText(new PersonalText(text), stream.Counts);
    }

    /// <summary>Puts values back into an answer that streams.</summary>
    public StreamRestorer OpenStream(RestorePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new StreamRestorer(_vault, policy);
    }

    /// <summary>A backslash before a value would be read as the escape of its placeholder: it is kept aside like a look-alike ("C:\Users\Jane").</summary>
    internal static List<Finding> WithBackslashes(string text, List<Finding> findings)
    {
        List<Finding>? all = null;
        for (var i = 0; i < findings.Count; i++)
        {
            var start = findings[i].Start;
            var least = i == 0 ? 0 : findings[i - 1].End;
            while (start > least && text[start - 1] == '\\')
            {
                start--;
            }

            if (start < findings[i].Start && findings[i].Type != PiiType.Lookalike)
            {
                all ??= [.. findings.Take(i)];
                all.Add(new Finding(start, findings[i].Start, PiiType.Lookalike, "placeholder", 1, "escape"));
            }

            all?.Add(findings[i]);
        }

        return all ?? findings;
    }

    private static MaskedText Replace(string text, List<Finding> findings, Admissions admitted, int namesakes)
    {
        if (findings.Count == 0)
        {
            return new MaskedText(text, [], []);
        }

        var spans = new List<MaskedSpan>(findings.Count);
        var occurrences = new List<Occurrence>(findings.Count);
        var longer = 0;
        var next = 0;
        foreach (var finding in findings)
        {
            var (identity, form) = admitted.Again(finding, namesakes, ref next);
            occurrences.Add(new Occurrence(finding.Start + longer, identity, form));
            spans.Add(
                new MaskedSpan(
                    finding.Start,
                    finding.End,
                    finding.Type,
                    identity.Placeholder,
                    finding.Detector,
                    finding.Score,
                    finding.Reason
                )
            );
            longer += identity.Placeholder.Length - finding.Length;
        }

        return new MaskedText(string.Create(text.Length + longer, (text, spans), Write), spans, occurrences);
    }

    /// <summary>Writes the text with placeholders in the places of values.</summary>
    private static void Write(Span<char> masked, (string Text, List<MaskedSpan> Spans) source)
    {
        var at = 0;
        foreach (var span in source.Spans)
        {
            source.Text.AsSpan(at, span.Start - at).CopyTo(masked);
            masked = masked[(span.Start - at)..];
            span.Placeholder.CopyTo(masked);
            masked = masked[span.Placeholder.Length..];
            at = span.End;
        }

        source.Text.AsSpan(at).CopyTo(masked);
    }
}
