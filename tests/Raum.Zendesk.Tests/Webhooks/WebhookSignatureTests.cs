using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Raum.Zendesk.Tests.Webhooks;

/// <summary>The signature over timestamp and raw body, its vectors, and what must never pass.</summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "c2Nob29uZXItYmVhY29uLWhhcmJvdXI=";
    private const string Timestamp = "2026-11-21T10:00:00Z";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"ticket_id":"35436"}""");

    [Theory]
    [InlineData("2021-03-25T05:09:27Z", """{"event":"ticket.updated","id":123}""", "S/RDdU2ERmj7LHDDoWJ2onPYH+t7/f2+LTM4dL7UiLM=")]
    [InlineData("2026-11-21T00:00:00Z", "", "c2qhwY3IyduyubwcWwAJ3hIy4uP0I+yVlM8PONKGztg=")]
    [InlineData("2026-11-21T00:00:00Z", """{"ticket_id":"35436","note":"Grüße"}""", "6rYFPvUsi4QUjwXjSwyd7LG/igBb7xK30Z3B63Md7uA=")]
    public void Known_vectors_are_signed_and_accepted(string timestamp, string body, string signature)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        WebhookSignature.Sign(WebhookSignature.PublicTestSecret, timestamp, bytes).ShouldBe(signature);
        WebhookSignature.Matches([WebhookSignature.PublicTestSecret], timestamp, bytes, signature).ShouldBeTrue();
    }

    [Fact]
    public void The_secret_is_text_and_is_not_decoded()
    {
        var decoded = Encoding.Latin1.GetString(Convert.FromBase64String(Secret));

        WebhookSignature.Sign(decoded, Timestamp, Body).ShouldNotBe(WebhookSignature.Sign(Secret, Timestamp, Body));
    }

    [Fact]
    public void Current_and_next_secret_are_both_accepted_while_rotating()
    {
        WebhookSignature.Matches([Secret, "next"], Timestamp, Body, WebhookSignature.Sign(Secret, Timestamp, Body)).ShouldBeTrue();
        WebhookSignature.Matches([Secret, "next"], Timestamp, Body, WebhookSignature.Sign("next", Timestamp, Body)).ShouldBeTrue();
        WebhookSignature.Matches([Secret, "next"], Timestamp, Body, WebhookSignature.Sign("before", Timestamp, Body)).ShouldBeFalse();
    }

    [Fact]
    public void Nothing_matches_when_there_is_no_secret_or_an_empty_one()
    {
        WebhookSignature.Matches([], Timestamp, Body, WebhookSignature.Sign("", Timestamp, Body)).ShouldBeFalse();
        WebhookSignature.Matches([""], Timestamp, Body, WebhookSignature.Sign("", Timestamp, Body)).ShouldBeFalse();
    }

    [Fact]
    public void A_change_of_any_bit_of_body_or_signature_is_a_mismatch()
    {
        var signature = WebhookSignature.Sign(Secret, Timestamp, Body);
        var flips =
            from index in Gen.Choose(0, Body.Length - 1)
            from bit in Gen.Choose(0, 7)
            from inSignature in Gen.Elements(true, false)
            select (index, bit, inSignature);

        Prop.ForAll(
                flips.ToArbitrary(),
                flip =>
                {
                    var body = (byte[])Body.Clone();
                    var mac = Convert.FromBase64String(signature);
                    var target = flip.inSignature ? mac : body;
                    target[flip.index % target.Length] ^= (byte)(1 << flip.bit);

                    WebhookSignature.Matches([Secret], Timestamp, body, Convert.ToBase64String(mac)).ShouldBeFalse();
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_timestamp_is_signed_too() =>
        WebhookSignature.Matches([Secret], "2026-11-21T10:00:01Z", Body, WebhookSignature.Sign(Secret, Timestamp, Body)).ShouldBeFalse();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("AAAA")]
    [InlineData("not base64 at all, but long enough 0123456!!")]
    [InlineData("S/RDdU2ERmj7LHDDoWJ2onPYH+t7/f2+LTM4dL7UiLMA")]
    [InlineData("S/RDdU2ERmj7LHDDoWJ2onPYH+t7/f2+LTM4dL7Uiw==")]
    [InlineData("S/RDdU2ERmj7LHDDoWJ2onPYH+t7/f2+LTM4dL7UiLM=S/RDdU2ERmj7LHDDoWJ2onPYH+t7/f2+LTM4dL7UiLM=")]
    public void A_malformed_signature_is_a_mismatch_and_not_an_exception(string? signature) =>
        WebhookSignature.Matches([Secret], Timestamp, Body, signature).ShouldBeFalse();

    [Fact]
    public void Any_string_as_a_header_is_a_mismatch_and_not_an_exception() =>
        Prop.ForAll<string?, string?>(
                (timestamp, signature) => WebhookSignature.Matches([Secret], timestamp, Body, signature).ShouldBeFalse()
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-11-21T10:00:00Z", true)]
    [InlineData("2026-11-21T09:55:00Z", true)]
    [InlineData("2026-11-21T10:05:00Z", true)]
    [InlineData("2026-11-21T10:05:00.000Z", true)]
    [InlineData("2026-11-21T11:00:00+01:00", true)]
    [InlineData("2026-11-21T09:54:59Z", false)]
    [InlineData("2026-11-21T10:05:01Z", false)]
    [InlineData("2026-11-21T10:00:00+01:00", false)]
    [InlineData("1795255200", false)]
    [InlineData("Sat, 21 Nov 2026 10:00:00 GMT", false)]
    [InlineData("2026-11-21", false)]
    [InlineData("0001-01-01T00:00:00Z", false)]
    [InlineData("9999-12-31T23:59:59Z", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_timestamp_is_fresh_within_300_seconds_either_way(string? timestamp, bool fresh) =>
        WebhookSignature.IsFresh(timestamp, new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero)).ShouldBe(fresh);
}
