using System.Text;

namespace Raum.Redaction.Tests;

/// <summary>A text in which ⟦values⟧ are marked: they must be gone, and nothing else may be taken for an id, a birth date, a user name or a secret.</summary>
internal static class MarkedText
{
    private static readonly HashSet<PiiType> Kinds = [PiiType.Secret, PiiType.Id, PiiType.BirthDate, PiiType.Username];

    public static void Holds(string marked) => Faults(marked).ShouldBeEmpty(marked);

    private static string Faults(string marked)
    {
        var text = new StringBuilder();
        var values = new List<bool>();
        var inside = false;
        foreach (var c in marked)
        {
            if (c is '⟦' or '⟧')
            {
                inside = c == '⟦';
                continue;
            }

            text.Append(c);
            values.Add(inside);
        }

        var plain = text.ToString();
        var masked = new bool[plain.Length];
        var taken = new bool[plain.Length];
        foreach (var span in Jobs.With().Mask(plain).Spans)
        {
            for (var i = span.Start; i < span.End; i++)
            {
                masked[i] = true;
                taken[i] = Kinds.Contains(span.Type);
            }
        }

        var left = string.Concat(plain.Where((c, i) => values[i] && !masked[i]));
        var extra = string.Concat(plain.Where((c, i) => char.IsLetterOrDigit(c) && !values[i] && taken[i]));
        return (left.Length > 0 ? $" left: {left}" : "") + (extra.Length > 0 ? $" too much: {extra}" : "");
    }
}
