using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Raum.Core;
using Raum.People.Tokens;

namespace Raum.People.SingleSignOn;

/// <summary>What an ID token says about a person (OpenID Connect Core 1.0, 2), once everything about it is right.</summary>
/// <param name="Subject">Who it is at the issuer. Personal data, as the rest.</param>
internal sealed record IdToken(PersonalText Subject, PersonalText Email, PersonalText? Name)
{
    private const int Longest = 16_384;

    // Clocks of two companies differ by so much at most.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>Reads a token; null when anything about it is wrong (OpenID Connect Core 1.0, 3.1.3.7).</summary>
    /// <param name="jwks">The issuer's keys.</param>
    /// <param name="nonce">The one that this sign-in began with.</param>
    public static IdToken? Read(string? text, JsonElement jwks, string issuer, string clientId, string nonce, DateTimeOffset now)
    {
        if (CompactJws.Read(text, Longest) is not { } jws || jws.Header.TryGetProperty("crit", out _) || !IsSigned(jws, jwks))
        {
            return null;
        }

        var claims = jws.Payload;
        return
            CompactJws.Text(claims, "iss") == issuer
            && IsFor(claims, clientId)
            && CompactJws.Time(claims, "exp") is { } expires
            && now < expires + Skew
            && CompactJws.Time(claims, "iat") is { } issued
            && issued <= now + Skew
            && (!claims.TryGetProperty("nbf", out _) || CompactJws.Time(claims, "nbf") <= now + Skew)
            && Same(CompactJws.Text(claims, "nonce"), nonce)
            && CompactJws.Text(claims, "sub") is { Length: > 0 and <= 255 } subject
            && CompactJws.Text(claims, "email") is { Length: > 0 } email
            && claims.TryGetProperty("email_verified", out var verified)
            && verified.ValueKind == JsonValueKind.True
            ? new IdToken(
                new PersonalText(subject),
                new PersonalText(email),
                CompactJws.Text(claims, "name") is { Length: > 0 and <= 200 } name ? new PersonalText(name) : null
            )
            : null;
    }

    /// <summary>For this client alone, or for it among others when it is also the one that asked.</summary>
    private static bool IsFor(JsonElement claims, string clientId)
    {
        if (!claims.TryGetProperty("aud", out var audience))
        {
            return false;
        }

        var party = CompactJws.Text(claims, "azp");
        return audience.ValueKind switch
        {
            JsonValueKind.String => audience.GetString() == clientId && (party is null || party == clientId),
            JsonValueKind.Array => audience
                .EnumerateArray()
                .Any(one => one.ValueKind == JsonValueKind.String && one.GetString() == clientId)
                && (party == clientId || (party is null && audience.GetArrayLength() == 1)),
            _ => false,
        };
    }

    /// <summary>The algorithms are ours, and a key serves the one of its own type: a public key is never a shared secret.</summary>
    private static bool IsSigned(CompactJws jws, JsonElement jwks)
    {
        var algorithm = CompactJws.Text(jws.Header, "alg");
        var id = CompactJws.Text(jws.Header, "kid");
        if (
            algorithm is not ("RS256" or "ES256")
            || !jwks.TryGetProperty("keys", out var keys)
            || keys.ValueKind != JsonValueKind.Array
            || keys.GetArrayLength() > 50
        )
        {
            return false;
        }

        return keys.EnumerateArray()
            .Where(key => key.ValueKind == JsonValueKind.Object && (id is null || CompactJws.Text(key, "kid") == id))
            .Where(key => CompactJws.Text(key, "use") is null or "sig")
            .Where(key => CompactJws.Text(key, "alg") is not { } only || only == algorithm)
            .Any(key => algorithm == "RS256" ? IsSignedByRsa(jws, key) : IsSignedByEc(jws, key));
    }

    private static bool IsSignedByRsa(CompactJws jws, JsonElement key)
    {
        if (
            CompactJws.Text(key, "kty") != "RSA"
            || Bytes(key, "n") is not { Length: >= 256 and <= 1024 } modulus
            || modulus[0] == 0 // 2,048 bits are 256 bytes that count (RFC 7518, 6.3.1.1)
            || Bytes(key, "e") is not { } e
        )
        {
            return false;
        }

        using var rsa = RSA.Create();
        try
        {
            rsa.ImportParameters(new RSAParameters { Modulus = modulus, Exponent = e });
            return jws.IsSignedBy(rsa);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool IsSignedByEc(CompactJws jws, JsonElement key)
    {
        if (
            CompactJws.Text(key, "kty") != "EC"
            || CompactJws.Text(key, "crv") != "P-256"
            || Bytes(key, "x") is not { Length: 32 } x
            || Bytes(key, "y") is not { Length: 32 } y
        )
        {
            return false;
        }

        try
        {
            using var ecdsa = ECDsa.Create(
                new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = new ECPoint { X = x, Y = y },
                }
            );
            return jws.IsSignedBy(ecdsa);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[]? Bytes(JsonElement key, string name) =>
        CompactJws.Text(key, name) is { Length: > 0 and < 2048 } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    private static bool Same(string? left, string right) =>
        left is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
