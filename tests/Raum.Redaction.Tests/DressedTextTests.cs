using System.Text;

namespace Raum.Redaction.Tests;

/// <summary>PII-1: no value hides behind another form of its letters and digits (NFKC), and each comes back as it stood.</summary>
public sealed class DressedTextTests
{
    private const string Plain =
        "Hi, this is Jane Doe, call 07700 900412 or write to other@example.net, card 4111 1111 1111 1111, Hoffmann at the office knows";

    private static readonly KnownPerson Hoffmann = new(PersonRole.Agent, "Ruth Hoffmann");

    public static TheoryData<string, string> Dresses() =>
        new()
        {
            { "bold", Alphabet(0x1D400, 0x1D7CE) },
            { "italic", Alphabet(0x1D434, null).Replace("\U0001D455", "\u210E", StringComparison.Ordinal) },
            { "bold script", Alphabet(0x1D4D0, null) },
            { "monospace", Alphabet(0x1D670, 0x1D7F6) },
            {
                "circled",
                Units(
                    letter => char.IsUpper(letter) ? 0x24B6 + letter - 'A' : 0x24D0 + letter - 'a',
                    digit => digit == 0 ? 0x24EA : 0x245F + digit
                )
            },
            { "squared", Units(letter => 0x1F130 + char.ToUpperInvariant(letter) - 'A', digit => '0' + digit) },
            { "squared, white on black", Units(letter => 0x1F170 + char.ToUpperInvariant(letter) - 'A', digit => '0' + digit) },
            { "full-width", Units(letter => letter + 0xFEE0, digit => 0xFF10 + digit) },
            { "raised", Units(letter => letter, digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]) },
            { "lowered", Units(letter => letter, digit => 0x2080 + digit) },
            { "Devanagari", Units(letter => letter, digit => 0x0966 + digit) },
            { "Arabic", Units(letter => letter, digit => 0x0660 + digit) },
            { "ligatures", Plain.Replace("ffi", "ﬃ", StringComparison.Ordinal).Replace("ff", "ﬀ", StringComparison.Ordinal) },
            { "marks", string.Concat(Plain.Select(unit => char.IsLetter(unit) ? unit + "\u035C" : unit.ToString())) },
        };

    [Theory]
    [MemberData(nameof(Dresses))]
    public void A_value_in_another_dress_is_masked_and_comes_back(string dress, string text)
    {
        var session = Jobs.With(Jobs.Jane, Hoffmann);

        var masked = session.Mask(text);

        masked.Spans.Select(span => span.Type).ShouldBe([PiiType.Name, PiiType.Phone, PiiType.Email, PiiType.Card, PiiType.Name], dress);
        session.Restore(masked.Text, RestorePolicy.Everything.Following(masked)).Text.Reveal().ShouldBe(text);
        session.LeakCheck.Count(text).ShouldBeGreaterThanOrEqualTo(5);
        session.LeakCheck.Count(Plain).ShouldBeGreaterThanOrEqualTo(5);
    }

    [Theory]
    [InlineData("Liebe Grüße, Jürgen Großkreutz, Königstraße 12, 70173 Stuttgart")]
    [InlineData("Bonjour, je m'appelle Hélène Lefèvre-Françoise, née le 3 août 1980")]
    [InlineData("Hola, soy María José Núñez Ibáñez, mi DNI es 12345678Z")]
    [InlineData("Chào, tôi là Nguyễn Thị Hồng Đào, đơn hàng 4471")]
    [InlineData("Здравствуйте, Алексей Йовчев")]
    public void Accents_as_marks_of_their_own_change_nothing(string text)
    {
        var people = new KnownPerson(PersonRole.Requester, "Алексей Йовчев");
        var apart = text.Normalize(NormalizationForm.FormD);

        Values(Jobs.With(people), apart)
            .ShouldBe(Values(Jobs.With(people), text).Select(value => value.Normalize(NormalizationForm.FormD)));
        Values(Jobs.With(people with { Name = people.Name!.Normalize(NormalizationForm.FormD) }), text)
            .ShouldBe(Values(Jobs.With(people), text));
    }

    [Fact]
    public void Two_dresses_of_one_name_are_one_person()
    {
        var session = Jobs.With();

        session
            .Mask("I am Zoe\u0308 Adeyemi. Best, Zo\u00EB Adeyemi\n\uFF3Ao\u00EB Adeyemi")
            .Text.ShouldBe("I am [REDACTED_NAME]. Best, [REDACTED_NAME]\n[REDACTED_NAME]");
    }

    [Fact]
    public void What_was_seen_in_one_dress_may_be_shown_in_the_other()
    {
        var session = Jobs.With(new KnownPerson(PersonRole.Requester, "Jose\u0301 Nu\u0301n\u0303ez"));
        var texts = session.MaskAll([new("Thanks, Jos\u00E9 N\u00FA\u00F1ez")]);

        session
            .Restore("Dear [REDACTED_NAME]", RestorePolicy.SeenBy([texts[0]]))
            .Text.Reveal()
            .Normalize()
            .ShouldBe("Dear Jos\u00E9 N\u00FA\u00F1ez");
    }

    [Theory]
    [InlineData("The room has 45 m² and the pipe 3 cm³, see note¹ and H₂O, ½ price, 2 № 7")]
    [InlineData("① open ② close ③ send, then ✅ 👍🏽 and 1\uFE0F\u20E3")]
    [InlineData("ﬂow and oﬃce are words")]
    public void Signs_that_only_look_alike_are_nobody(string text) => Jobs.With(Jobs.Jane).Mask(text).Text.ShouldBe(text);

    [Fact]
    public void Two_values_in_one_ligature_leave_none_of_it()
    {
        var session = new RedactionSession(
            RedactionOptions.Default with
            {
                CustomPatterns = [CustomPattern.Create("ab", PiiType.Id, "abf").Value, CustomPattern.Create("cd", PiiType.Id, "icd").Value],
            },
            []
        );

        session.Mask("x abﬁcd y").Text.ShouldBe("x [REDACTED_ID][REDACTED_ID_2] y");
    }

    private static List<string> Values(RedactionSession session, string text) =>
        [.. session.Mask(text).Spans.Select(span => text[span.Start..span.End])];

    private static string Alphabet(int capitals, int? digits) =>
        Units(letter => capitals + (char.IsUpper(letter) ? letter - 'A' : 26 + letter - 'a'), digit => (digits ?? '0') + digit);

    private static string Units(Func<char, int> letters, Func<int, int> digits)
    {
        var text = new StringBuilder();
        foreach (var unit in Plain)
        {
            text.Append(
                new Rune(
                    char.IsAsciiLetter(unit) ? letters(unit)
                    : char.IsAsciiDigit(unit) ? digits(unit - '0')
                    : unit
                )
            );
        }

        return text.ToString();
    }
}
