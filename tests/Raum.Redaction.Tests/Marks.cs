using System.Text;

namespace Raum.Redaction.Tests;

/// <summary>A text in which ⟦values⟧ are marked: each is masked whole and alone, and nothing else is.</summary>
internal static class Marks
{
    public static void Hold(string marked, params KnownPerson[] people)
    {
        var text = new StringBuilder();
        var values = new List<string>();
        var start = 0;
        foreach (var c in marked)
        {
            if (c == '⟦')
            {
                start = text.Length;
            }
            else if (c == '⟧')
            {
                values.Add(text.ToString(start, text.Length - start));
            }
            else
            {
                text.Append(c);
            }
        }

        var plain = text.ToString();
        Jobs.With(people).Mask(plain).Spans.Select(span => plain[span.Start..span.End]).ShouldBe(values, marked);
    }
}
