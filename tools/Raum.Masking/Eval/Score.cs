using System.Text.RegularExpressions;
using Raum.Masking.Redact;
using Raum.Redaction;

namespace Raum.Masking.Eval;

/// <summary>Counts of one type in one set.</summary>
internal sealed class TypeCounts
{
    public int Right { get; set; }
    public int Wrong { get; set; }
    public int Missed { get; set; }
    public long Visible { get; set; }
    public long Characters { get; set; }

    public double F1 => Right == 0 ? 0 : 200.0 * Right / ((2 * Right) + Wrong + Missed);
    public double Precision => Right == 0 ? 0 : 100.0 * Right / (Right + Wrong);
    public double Recall => Right == 0 ? 0 : 100.0 * Right / (Right + Missed);
    public double Leak => Characters == 0 ? 0 : 100.0 * Visible / Characters;
}

/// <summary>How well a set was masked.</summary>
/// <remarks>
/// Right: same type, same start and end, white space and punctuation at the ends not counted, for a name neither a title nor the 's.
/// Leak: share of the marked characters that no mask of any type covers. Too much: share of the other characters that are masked. Clean: texts without a visible marked letter or digit.
/// </remarks>
internal sealed partial class Score
{
    private const string Edge = " \t\n\r,.;:!?\"'()<>[]|*«»“”’";

    public SortedDictionary<string, TypeCounts> Types { get; } = new(StringComparer.Ordinal);
    public TypeCounts All { get; } = new();
    public int Documents { get; private set; }
    public double TooMuch => _others == 0 ? 0 : 100.0 * _masked / _others;
    public double Clean => _withValues == 0 ? 100 : 100.0 * _clean / _withValues;

    private long _others;
    private long _masked;
    private int _withValues;
    private int _clean;

    /// <param name="scored">Types that count; others are masks that hide, and no errors.</param>
    public void Add(MarkedDocument document, MaskedText masked, IReadOnlySet<string> scored) =>
        Add(
            document,
            masked
                .Spans.Where(span => span.Type != PiiType.Lookalike)
                .Select(span => new Mark(span.Start, span.End, LineAnswers.Label(span)))
                .ToList(),
            scored
        );

    /// <param name="found">What was masked, by whatever did it.</param>
    /// <param name="scored">As above.</param>
    public void Add(MarkedDocument document, IReadOnlyList<Mark> found, IReadOnlySet<string> scored)
    {
        Documents++;
        var text = document.Text;
        var right = document.Values.Where(value => scored.Contains(value.Type)).Select(value => Trim(text, value)).ToList();
        var open = right.ToList();
        foreach (var mark in found.Where(mark => scored.Contains(mark.Type)).Select(mark => Trim(text, mark)).Distinct())
        {
            var hit = open.Remove(mark);
            Count(mark.Type, counts => _ = hit ? counts.Right++ : counts.Wrong++);
        }

        foreach (var missed in open)
        {
            Count(missed.Type, counts => counts.Missed++);
        }

        var hidden = new bool[text.Length];
        var counted = new bool[text.Length];
        foreach (var mark in found)
        {
            Array.Fill(hidden, true, mark.Start, mark.End - mark.Start);
            if (scored.Count > 1 || scored.Contains(mark.Type))
            {
                Array.Fill(counted, true, mark.Start, mark.End - mark.Start);
            }
        }

        Leaks(text, right, hidden);
        var meant = new bool[text.Length];
        foreach (var mark in document.Values.Concat(document.Ignored))
        {
            Array.Fill(meant, true, mark.Start, mark.End - mark.Start);
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (!meant[i] && !char.IsWhiteSpace(text[i]))
            {
                _others++;
                _masked += counted[i] ? 1 : 0;
            }
        }
    }

    private void Leaks(string text, List<Mark> values, bool[] hidden)
    {
        var leaks = false;
        foreach (var value in values)
        {
            long all = 0;
            long visible = 0;
            for (var i = value.Start; i < value.End; i++)
            {
                all += char.IsWhiteSpace(text[i]) ? 0 : 1;
                visible += char.IsWhiteSpace(text[i]) || hidden[i] ? 0 : 1;
                leaks |= !hidden[i] && char.IsLetterOrDigit(text[i]);
            }

            Count(
                value.Type,
                counts =>
                {
                    counts.Characters += all;
                    counts.Visible += visible;
                }
            );
        }

        _withValues += values.Count > 0 ? 1 : 0;
        _clean += values.Count > 0 && !leaks ? 1 : 0;
    }

    private void Count(string type, Action<TypeCounts> change)
    {
        if (!Types.TryGetValue(type, out var counts))
        {
            Types[type] = counts = new TypeCounts();
        }

        change(counts);
        change(All);
    }

    private static Mark Trim(string text, Mark mark)
    {
        var (start, end) = Ends(text, mark.Start, mark.End);
        if (mark.Type == "NAME")
        {
            var title = Title().Match(text, start, end - start);
            if (
                title.Success
                && title.Index == start
                && start + title.Length < end
                && (title.Value.Trim().EndsWith('.') || title.Value.Trim().Length > 1)
            )
            {
                start += title.Length;
            }

            if (end - start > 2 && text[end - 1] == 's' && text[end - 2] is '\'' or '’')
            {
                end -= 2;
            }

            (start, end) = Ends(text, start, end);
        }

        return mark with
        {
            Start = start,
            End = end,
        };
    }

    private static (int Start, int End) Ends(string text, int start, int end)
    {
        while (start < end && Edge.Contains(text[start], StringComparison.Ordinal))
        {
            start++;
        }

        while (end > start && Edge.Contains(text[end - 1], StringComparison.Ordinal))
        {
            end--;
        }

        return (start, end);
    }

    [GeneratedRegex(
        @"\G(?:(?:Mrs?|Ms|Miss|Dr|Prof|Herrn?|Frau|Mme|Mlle|M|Sra?|Srta|Dona|Don|Doña|D|Dra)\.?\s+|(?:Mr|Mrs|Ms|Dr|Prof)\.(?=\w))",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Title();
}
