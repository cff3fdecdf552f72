namespace Raum.Redaction;

/// <summary>A text without the values that were found in it.</summary>
/// <remarks>What no detector found is still in it: it is pseudonymized, not anonymous, so it prints as its length.</remarks>
public sealed class MaskedText
{
    internal MaskedText(string text, IReadOnlyList<MaskedSpan> spans, IReadOnlyList<Occurrence> occurrences)
    {
        Text = text;
        Spans = spans;
        Occurrences = occurrences;
    }

    /// <summary>The text with placeholders: this is what may go to a model.</summary>
    public string Text { get; }

    /// <summary>What was replaced, in the order of the original text, never overlapping.</summary>
    public IReadOnlyList<MaskedSpan> Spans { get; }

    /// <summary>The same, with the value that stood there: memory only.</summary>
    internal IReadOnlyList<Occurrence> Occurrences { get; }

    /// <summary>Takes out findings in <see cref="Text"/>, in its order, that touch a placeholder: what stands there is masked.</summary>
    internal void LeaveApart(List<Finding> findings)
    {
        var next = 0;
        findings.RemoveAll(finding =>
        {
            while (next < Spans.Count && Occurrences[next].Start + Spans[next].Placeholder.Length <= finding.Start)
            {
                next++;
            }

            return next < Spans.Count && Occurrences[next].Start < finding.End;
        });
    }

    /// <summary>Findings in <see cref="Text"/>, none of which touches a placeholder, in offsets of the original.</summary>
    internal IEnumerable<Finding> ToOriginal(List<Finding> findings)
    {
        var next = 0;
        var shift = 0;
        foreach (var finding in findings)
        {
            while (next < Spans.Count && Occurrences[next].Start < finding.Start)
            {
                shift += Spans[next].End - Spans[next].Start - Spans[next].Placeholder.Length;
                next++;
            }

            yield return finding with
            {
                Start = finding.Start + shift,
                End = finding.End + shift,
            };
        }
    }

    public override string ToString() => $"[{Text.Length} masked characters, {Spans.Count} spans]";
}

/// <summary>One place that was masked, and why. Offsets are UTF-16 code units of the original text; it carries no value.</summary>
/// <param name="Start">First unit of the value.</param>
/// <param name="End">The unit after the value.</param>
/// <param name="Placeholder">What stands there now.</param>
/// <param name="Detector">Which detector found it.</param>
/// <param name="Score">How sure it is, from 0 to 1.</param>
/// <param name="Reason">The rule that decided, as a code: <c>luhn</c>, <c>cue</c>, <c>full-name</c>…</param>
public sealed record MaskedSpan(int Start, int End, PiiType Type, string Placeholder, string Detector, double Score, string Reason);
