using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Raum.Proofs.Tests;

/// <summary>RFC 8785, with the examples of its text.</summary>
public sealed class CanonicalJsonTests
{
    [Fact]
    public void The_example_of_the_rfc_has_the_form_of_the_rfc() =>
        Of(
                """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                  "literals": [null, true, false]
                }
                """
            )
            .ShouldBe(
                """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"""
            );

    [Fact]
    public void Names_stand_in_the_order_of_their_code_units() =>
        Of(
                """{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"""
            )
            .ShouldBe(
                "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}"
            );

    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(unchecked((long)0x8000000000000000), "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(unchecked((long)0x8000000000000001), "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(unchecked((long)0xc340000000000000), "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(unchecked((long)0xbecbf647612f3696), "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Numbers_are_written_as_the_appendix_of_the_rfc_writes_them(long bits, string text) =>
        Of(BitConverter.Int64BitsToDouble(bits).ToString("R", System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(text);

    [Fact]
    public void Every_double_reads_back_as_itself() =>
        Prop.ForAll<double>(number =>
                !double.IsFinite(number)
                || double.Parse(
                    Of(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
                    System.Globalization.CultureInfo.InvariantCulture
                ) == number
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_form_of_a_form_is_itself_and_any_spelling_of_a_text_has_one_form() =>
        Prop.ForAll<string>(text =>
            {
                if (text is null || !Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Equals(text, StringComparison.Ordinal))
                {
                    return true;
                }

                var escaped = $"{{\"b\": \"{string.Concat(text.Select(c => $"\\u{(int)c:x4}"))}\" , \"a\":1.0}}";
                var plain = JsonSerializer.Serialize(new Dictionary<string, object> { ["a"] = 1, ["b"] = text });
                return Of(escaped) == Of(plain) && Of(Of(plain)) == Of(plain);
            })
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("1e400")]
    [InlineData(""" "\ud800" """)]
    [InlineData("{} {}")]
    [InlineData("{")]
    [InlineData("")]
    public void What_has_no_one_form_is_refused(string json) => Should.Throw<JsonException>(() => Of(json));

    [Fact]
    public void A_space_or_another_order_is_noticed()
    {
        CanonicalJson.IsCanonical("""{"a":1,"b":2}"""u8).ShouldBeTrue();
        CanonicalJson.IsCanonical("""{"a":1, "b":2}"""u8).ShouldBeFalse();
        CanonicalJson.IsCanonical("""{"b":2,"a":1}"""u8).ShouldBeFalse();
        CanonicalJson.IsCanonical("""{"a":1,"b":2.0}"""u8).ShouldBeFalse();
        CanonicalJson.IsCanonical("""{"a":1,"a":1}"""u8).ShouldBeFalse();
    }

    private static string Of(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json)));
}
