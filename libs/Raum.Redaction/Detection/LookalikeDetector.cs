using System.Buffers;
using System.Text;

namespace Raum.Redaction;

/// <summary>Text that the restorer would take for a placeholder. It is put aside, so that it comes back verbatim and can fetch nobody's value.</summary>
internal static class LookalikeDetector
{
    private static readonly SearchValues<char> Beginnings = SearchValues.Create([
        .. "[［\\",
        .. Enumerable.Range(0, char.MaxValue).Select(unit => (char)unit).Where(unit => Folding.Fold(unit) == 'r'),
    ]);

    public static void Detect(ReadOnlySpan<char> text, List<Finding> findings) => Read(text, findings, asWritten: false);

    /// <summary>The same, each as the type that it names: what stands there is a value that was masked before.</summary>
    public static void DetectTypes(ReadOnlySpan<char> text, List<Finding> findings) => Read(text, findings, asWritten: true);

    private static void Read(ReadOnlySpan<char> text, List<Finding> findings, bool asWritten)
    {
        // Nearly every text has none: one vectorized search, then only the end, where a cut placeholder counts too. Letters of other alphabets and with accents
        // are read as the plain ones by the restorer, so a text that has any is read as a whole.
        var whole = text.Contains("redacted", StringComparison.OrdinalIgnoreCase) || !Ascii.IsValid(text);
        var at = whole ? 0 : Math.Max(0, text.Length - PlaceholderReader.MaximumLength);
        while (at < text.Length && text[at..].IndexOfAny(Beginnings) is >= 0 and var next)
        {
            at += next;
            // An r that begins no "re…" is nearly every r.
            var reading =
                Folding.Fold(text[at]) == 'r' && at + 1 < text.Length && Folding.Fold(text[at + 1]) != 'e'
                    ? default
                    : PlaceholderReader.Read(text, at, at == 0 ? ' ' : text[at - 1], final: true);
            if (reading.Kind == ReadingKind.None)
            {
                at++;
                continue;
            }

            var type = asWritten && reading.Kind == ReadingKind.Placeholder ? reading.Type : PiiType.Lookalike;
            findings.Add(new Finding(at, at + reading.Length, type, "placeholder", 1, "lookalike"));
            at += reading.Length;
        }
    }
}
