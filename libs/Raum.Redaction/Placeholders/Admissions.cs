namespace Raum.Redaction;

/// <summary>The values of one text on their way into the vault: each is admitted where it is found, and asked for again where it is replaced.</summary>
/// <remarks>
/// In between, other values may have made a name stand for nobody. Where none has, admitting a value once more would change nothing and give the same identity, so what it gave is kept.
/// </remarks>
internal readonly struct Admissions
{
    private readonly Vault _vault;
    private readonly string _text;
    private readonly List<Finding> _findings;
    private readonly (Identity Identity, string Form)[] _admitted;

    /// <summary>Admits the finds of a text, in its order.</summary>
    public Admissions(Vault vault, string text, List<Finding> findings)
    {
        (_vault, _text, _findings) = (vault, text, findings);
        _admitted = new (Identity, string)[findings.Count];
        for (var i = 0; i < findings.Count; i++)
        {
            _admitted[i] = Admit(findings[i]);
        }
    }

    /// <summary>Whom a value stands for now that all are known. Other finds may be asked for than were admitted, but in the order of the text.</summary>
    /// <param name="namesakes">What <see cref="Vault.Namesakes"/> was before the values of all texts were admitted.</param>
    /// <param name="next">0 at first.</param>
    public (Identity Identity, string Form) Again(Finding finding, int namesakes, ref int next)
    {
        while (next < _findings.Count && _findings[next].Start < finding.Start)
        {
            next++;
        }

        return next < _findings.Count && IsSame(_findings[next], finding) && _vault.Namesakes == namesakes
            ? _admitted[next]
            : Admit(finding);
    }

    private static bool IsSame(in Finding one, in Finding other) =>
        one.Start == other.Start && one.End == other.End && one.Type == other.Type && ReferenceEquals(one.Known, other.Known);

    private (Identity Identity, string Form) Admit(in Finding finding)
    {
        ReadOnlySpan<char> text = _text;
        Span<char> before = stackalloc char[NameContext.LongestWord];
        var length = NameContext.WordBefore(text, finding.Start, before);
        var identity = _vault.Admit(finding.Type, text[finding.Start..finding.End], finding.Known, before[..length], out var form);
        return (identity, form);
    }
}
