using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Raum.Core;

namespace Raum.People.Tokens;

/// <summary>What an access token says (RFC 9068): a session's person, as it was when the token was made.</summary>
/// <param name="Role">By name (<see cref="Sessions.SessionIdentity.RoleName"/>).</param>
/// <param name="Epoch">Microseconds of the last moment at which role, membership or credentials changed: any other number than today's, and the token has ended.</param>
/// <param name="ConfirmedAt">The last proof of who the person is, as far as this token goes.</param>
/// <param name="Acting">The admin who acts as the person: claim <c>act</c> (RFC 8693, 4.1). Null when it is the person.</param>
internal sealed record AccessToken(
    OrganizationId Organization,
    SessionId Session,
    UserId User,
    string Role,
    long Epoch,
    DateTimeOffset ConfirmedAt,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    UserId? Acting
)
{
    /// <summary>Twice what the longest one needs.</summary>
    public const int Longest = 2048;

    private const string Algorithm = "ES256";
    private const string Type = "at+jwt";

    // Clocks of replicas differ by so much at most.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    // Nothing here is shown in a page; "at+jwt" stays as it is.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] HeaderMembers = ["alg", "kid", "typ"];

    /// <summary>Writes it down, signed.</summary>
    public string Sign(string issuer, string audience, string keyId, ECDsa key)
    {
        var header = Json(writer =>
        {
            writer.WriteString("alg", Algorithm);
            writer.WriteString("kid", keyId);
            writer.WriteString("typ", Type);
        });
        var payload = Json(writer =>
        {
            writer.WriteString("iss", issuer);
            writer.WriteString("aud", audience);
            writer.WriteString("sub", User.ToString());
            if (Acting is { } admin)
            {
                writer.WriteStartObject("act");
                writer.WriteString("sub", admin.ToString());
                writer.WriteEndObject();
            }

            writer.WriteString("org", Organization.ToString());
            writer.WriteString("sid", Session.ToString());
            writer.WriteString("role", Role);
            writer.WriteNumber("epoch", Epoch);
            writer.WriteNumber("auth_time", ConfirmedAt.ToUnixTimeSeconds());
            writer.WriteNumber("iat", IssuedAt.ToUnixTimeSeconds());
            writer.WriteNumber("nbf", IssuedAt.ToUnixTimeSeconds());
            writer.WriteNumber("exp", ExpiresAt.ToUnixTimeSeconds());
            writer.WriteString("jti", Guid.CreateVersion7(IssuedAt).ToString("D", CultureInfo.InvariantCulture));
        });
        return CompactJws.Sign(header, payload, key);
    }

    /// <summary>The id of the key that a text claims to be signed by; null for anything that is not an access token of this form.</summary>
    /// <remarks>RFC 8725: the algorithm is ours and not the token's; a header says nothing else, so that no key comes with a token.</remarks>
    public static string? KeyOf(CompactJws jws)
    {
        var members = jws.Header.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);
        return
            members.SequenceEqual(HeaderMembers)
            && CompactJws.Text(jws.Header, "alg") == Algorithm
            && CompactJws.Text(jws.Header, "typ") == Type
            ? CompactJws.Text(jws.Header, "kid")
            : null;
    }

    /// <summary>Reads what a token says whose signature is right; null for one of another issuer or audience, of another time, or that says less or other things.</summary>
    public static AccessToken? Of(CompactJws jws, string issuer, string audience, DateTimeOffset now)
    {
        var claims = jws.Payload;
        return
            CompactJws.Text(claims, "iss") == issuer
            && CompactJws.Text(claims, "aud") == audience
            && CompactJws.Time(claims, "iat") is { } issued
            && CompactJws.Time(claims, "nbf") is { } notBefore
            && CompactJws.Time(claims, "exp") is { } expires
            && CompactJws.Time(claims, "auth_time") is { } confirmed
            && CompactJws.Number(claims, "epoch") is { } epoch
            && now < expires
            && now + Skew >= notBefore
            && now + Skew >= issued
            && Guid.TryParseExact(CompactJws.Text(claims, "sub"), "D", out var user)
            && Guid.TryParseExact(CompactJws.Text(claims, "sid"), "D", out var session)
            && OrganizationId.TryParse(CompactJws.Text(claims, "org"), out var organization)
            && CompactJws.Text(claims, "role") is { Length: > 0 } role
            && TryActing(claims, out var acting)
            ? new AccessToken(organization, new SessionId(session), new UserId(user), role, epoch, confirmed, issued, expires, acting)
            : null;
    }

    /// <summary>False for an <c>act</c> of another form: who acts is never overlooked.</summary>
    private static bool TryActing(JsonElement claims, out UserId? acting)
    {
        acting = null;
        if (!claims.TryGetProperty("act", out var act))
        {
            return true;
        }

        if (
            act.ValueKind != JsonValueKind.Object
            || act.EnumerateObject().Count() != 1
            || !Guid.TryParseExact(CompactJws.Text(act, "sub"), "D", out var admin)
        )
        {
            return false;
        }

        acting = new UserId(admin);
        return true;
    }

    private static ReadOnlySpan<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }
}
