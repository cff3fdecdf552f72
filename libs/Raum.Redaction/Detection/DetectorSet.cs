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

    public DetectorSet(RedactionOptions options, KnownPeople known)
    {
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

        if (_options.FindUnannouncedNames)
        {
            AnnouncedNames.Detect(text, findings);
            ListedNames.Detect(text, findings);
        }

        foreach (var pattern in _options.CustomPatterns)
        {
            foreach (var match in pattern.Expression.EnumerateMatches(text))
            {
                findings.Add(new Finding(match.Index, match.Index + match.Length, pattern.Type, pattern.Name, 0.95, "custom"));
            }
        }

        Filter(findings, view.Text);
        _known.Detect(text, findings);
        var settled = ToOriginal(SpanResolver.Resolve(findings, text), view);
        return WithLookalikes(settled, view.Original);
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
