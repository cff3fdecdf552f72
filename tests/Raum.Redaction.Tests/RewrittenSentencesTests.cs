using System.Text;

namespace Raum.Redaction.Tests;

/// <summary>All sentences (<c>Sentences/README.md</c>) as other programs write them: the same values are masked.</summary>
public sealed class RewrittenSentencesTests
{
    private const string Accent = "accents as marks";

    public static TheoryData<string> Programs() =>
        [
            Accent,
            "bold letters",
            "full-width letters",
            "ligatures",
            "hidden signs between letters",
            "no-break spaces",
            "CRLF",
            "spaces before line ends",
            "a quoted mail",
            "a mail quoted twice",
        ];

    [Theory]
    [MemberData(nameof(Programs))]
    public void The_same_values_are_masked(string program)
    {
        var wrong = new List<string>();
        foreach (var (text, people) in SentenceTests.Texts())
        {
            var rewritten = Rewrite(text, program);
            var (expected, found) = (Values(text, people), Values(rewritten, people));
            if (!expected.SequenceEqual(found))
            {
                wrong.Add($"{text}: {string.Join('|', expected)}, but {string.Join('|', found)}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static List<string> Values(string text, KnownPerson[] people) =>
        [
            .. Jobs.With(people)
                .Mask(text)
                .Spans.Where(span => span.Type != PiiType.Lookalike)
                .Select(span => NormalizedText.Plain(NormalizedText.Plain(text[span.Start..span.End]))),
        ];

    private static string Rewrite(string text, string program) =>
        program switch
        {
            Accent => text.Normalize(NormalizationForm.FormD),
            "bold letters" => string.Concat(text.Select(Bold)),
            "full-width letters" => string.Concat(text.Select(unit => char.IsAsciiLetterOrDigit(unit) ? (char)(unit + 0xFEE0) : unit)),
            "ligatures" => text.Replace("ffi", "ﬃ", StringComparison.Ordinal)
                .Replace("ff", "ﬀ", StringComparison.Ordinal)
                .Replace("fi", "ﬁ", StringComparison.Ordinal)
                .Replace("fl", "ﬂ", StringComparison.Ordinal),
            "hidden signs between letters" => string.Join('\u200B', text.EnumerateRunes()),
            "no-break spaces" => text.Replace(' ', '\u00A0'),
            "CRLF" => text.ReplaceLineEndings("\r\n"),
            "spaces before line ends" => text.Replace("\n", "  \n", StringComparison.Ordinal),
            "a quoted mail" => "> " + text.Replace("\n", "\n> ", StringComparison.Ordinal),
            _ => "> > " + text.Replace("\n", "\r\n>> ", StringComparison.Ordinal),
        };

    private static string Bold(char unit) =>
        unit switch
        {
            >= 'A' and <= 'Z' => char.ConvertFromUtf32(0x1D400 + unit - 'A'),
            >= 'a' and <= 'z' => char.ConvertFromUtf32(0x1D41A + unit - 'a'),
            >= '0' and <= '9' => char.ConvertFromUtf32(0x1D7CE + unit - '0'),
            _ => unit.ToString(),
        };
}
