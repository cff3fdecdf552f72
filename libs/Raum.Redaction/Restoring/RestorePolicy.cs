namespace Raum.Redaction;

/// <summary>Which values an answer may show (PII-6).</summary>
/// <remarks>
/// The rule is for forms, not for people: where a public comment says "Jane" and only an internal note says "Jane Doe",
/// a public reply shows "Jane".
/// </remarks>
public sealed class RestorePolicy
{
    private readonly HashSet<string>? _seen;

    private RestorePolicy(HashSet<string>? seen, MaskedText? source = null)
    {
        _seen = seen;
        Source = source;
    }

    /// <summary>The text whose forms the answer follows, if any.</summary>
    internal MaskedText? Source { get; }

    /// <summary>Every value: for an internal note.</summary>
    public static RestorePolicy Everything { get; } = new(null);

    /// <summary>No value: the answer stays masked, its placeholders are counted as withheld.</summary>
    public static RestorePolicy Nothing { get; } = new([]);

    /// <summary>Only values that every recipient has seen already: for a public reply.</summary>
    /// <param name="seenByAll">The masked public comments that <b>all</b> recipients, CCs included, have received.</param>
    /// <param name="soleRecipient">The one recipient, when there is only one: the values of their own profile may be shown to them too. Null when there are several.</param>
    public static RestorePolicy SeenBy(IEnumerable<MaskedText> seenByAll, KnownPerson? soleRecipient = null)
    {
        ArgumentNullException.ThrowIfNull(seenByAll);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in seenByAll)
        {
            foreach (var occurrence in text.Occurrences)
            {
                seen.Add(KeyOf(occurrence.Value));
            }
        }

        foreach (var value in new[] { soleRecipient?.Name, soleRecipient?.Email, soleRecipient?.Phone })
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                seen.Add(KeyOf(value));
            }
        }

        foreach (var part in NameParts.Of(NormalizedText.Plain(soleRecipient?.Name ?? "")))
        {
            seen.Add(part);
        }

        return new RestorePolicy(seen);
    }

    /// <summary>
    /// For an answer that reworks one text (translate, rewrite, grammar): the k-th use of a placeholder shows the form that stood at its k-th place there.
    /// Restoring that text itself gives back the original to the letter.
    /// </summary>
    public RestorePolicy Following(MaskedText source) => new(_seen, source);

    /// <summary>True when this form of a value may be shown.</summary>
    internal bool Allows(string value) => _seen is null || _seen.Contains(KeyOf(value));

    private static string KeyOf(string value) => ValueKey.Of(NormalizedText.Plain(value));
}
