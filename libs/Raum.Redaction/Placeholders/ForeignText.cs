using System.Text;

namespace Raum.Redaction;

/// <summary>A text beside a job's own: it takes the job's placeholders and adds none.</summary>
internal static class ForeignText
{
    /// <param name="masked">The text as a session of its own masked it: what may not be shown, and where.</param>
    /// <param name="values">What the job has masked.</param>
    public static string Mask(string text, MaskedText masked, ValueDictionary values, Vault job, string mark)
    {
        List<Finding> own =
        [
            .. masked.Spans.Select(span => new Finding(span.Start, span.End, span.Type, span.Detector, span.Score, span.Reason)),
        ];
        var findings = RedactionSession.WithBackslashes(text, values.Complete(NormalizedText.Of(text), own));
        if (findings.Count == 0)
        {
            return text;
        }

        var written = new StringBuilder(text.Length);
        var at = 0;
        foreach (var finding in findings)
        {
            written.Append(text, at, finding.Start - at).Append(PlaceholderOf(finding, text, job) ?? mark);
            at = finding.End;
        }

        return written.Append(text, at, text.Length - at).ToString();
    }

    private static string? PlaceholderOf(Finding finding, string text, Vault job) =>
        finding.Type == PiiType.Lookalike
            ? null
            : (finding.Known ?? job.Find(finding.Type, text.AsSpan(finding.Start, finding.Length)))?.Placeholder;
}
