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
        new AddressDetector(),
    ];

    private static readonly NameDetector AnnouncedNames = new();
    private static readonly ListedNameDetector ListedNames = new();

    /// <summary>Every detector by its name, to be measured alone.</summary>
    internal static IEnumerable<(string Name, IDetector Detector)> Stages =>
        Structured.Append(AnnouncedNames).Append(ListedNames).Select(detector => (detector.GetType().Name, detector));

    private readonly RedactionOptions _options;
    private readonly KnownPeople _known;
    private readonly HashSet<string> _allowed;

    private readonly NameModel _model;

    public DetectorSet(RedactionOptions options, KnownPeople known, NameModel model)
    {
        _model = model;
        _options = options;
        _known = known;
        _allowed = [.. options.AllowList.Select(text => ValueKey.Of(text))];
    }

    /// <summary>What is masked in this text, in its order, without overlaps; offsets of the original.</summary>
    public List<Finding> Find(NormalizedText view)
    {
        var findings = new List<Finding>();
        var text = view.Text.AsSpan();
        foreach (var detector in Structured)
        {
            detector.Detect(text, findings);
        }

        var hits = _known.Hits(text);
        if (_options.FindUnannouncedNames)
        {
            NameTagger.Detect(text, Values(text, findings), Rules(text), hits, _model, findings);
        }

        foreach (var pattern in _options.CustomPatterns)
        {
            foreach (var match in pattern.Expression.EnumerateMatches(text))
            {
                findings.Add(new Finding(match.Index, match.Index + match.Length, pattern.Type, pattern.Name, 0.95, "custom"));
            }
        }

        Filter(findings, view.Text);
        _known.Detect(text, hits, findings);
        var settled = ToOriginal(SpanResolver.Resolve(findings, text), view);
        return WithLookalikes(settled, view.Original);
    }

    /// <summary>The words of a text as the name model sees them. The array is from the shared pool.</summary>
    internal Word[] Words(ReadOnlySpan<char> text, out int count)
    {
        var findings = new List<Finding>();
        foreach (var detector in Structured)
        {
            detector.Detect(text, findings);
        }

        return NameTagger.Prepare(text, Values(text, findings), Rules(text), _known.Hits(text), out count);
    }

    /// <summary>What the name model need not look into: found values, and placeholders of values that were masked before.</summary>
    private static List<Finding> Values(ReadOnlySpan<char> text, List<Finding> found)
    {
        var values = new List<Finding>(found);
        LookalikeDetector.DetectTypes(text, values);
        return values;
    }

    private static List<Finding> Rules(ReadOnlySpan<char> text)
    {
        var rules = new List<Finding>();
        AnnouncedNames.Detect(text, rules);
        ListedNames.Detect(text, rules);
        return rules;
    }

    /// <summary>Look-alikes are read in the original, where the restorer would meet them.</summary>
    private static List<Finding> WithLookalikes(List<Finding> settled, string original)
    {
        var before = settled.Count;
        LookalikeDetector.Detect(original, settled);
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
