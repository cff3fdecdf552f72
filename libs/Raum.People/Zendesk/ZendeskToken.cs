using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Raum.People.Tokens;

namespace Raum.People.Zendesk;

/// <summary>What a token of the sidebar says, once everything about it is right.</summary>
/// <param name="User">The agent, by Zendesk's id.</param>
/// <param name="IsClaimed">The key is the account's and not Zendesk's own: the account is proved, the agent is said.</param>
internal sealed record ZendeskToken(long User, bool IsClaimed, DateTimeOffset ExpiresAt)
{
    private const int Longest = 8192;

    // A token is for the moment in which the sidebar opens. Clocks of two companies differ by as much as the skew.
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>Reads a token; null when anything about it is wrong. The algorithm decides which key is asked, and each key serves its own only.</summary>
    /// <param name="sharedKey">UTF-8 of the text that the app's settings hold; null where no shared key is accepted.</param>
    /// <param name="audience">Of a claimed token: where Raum is.</param>
    /// <remarks>Source: Zendesk, "Authenticating Zendesk in your server-side app" (RS256) and "Making API requests from a Zendesk app" (<c>jwt.token</c>, HS256).</remarks>
    public static ZendeskToken? Read(string? text, ZendeskApp app, byte[]? sharedKey, string audience, DateTimeOffset now)
    {
        if (CompactJws.Read(text, Longest) is not { } jws || jws.Header.TryGetProperty("crit", out _))
        {
            return null;
        }

        return CompactJws.Text(jws.Header, "alg") switch
        {
            "RS256" when app is { PublicKey: { } key, Installation: { } installation } && IsSignedByApp(jws, key) => Of(
                jws.Payload,
                $"{app.Subdomain}.zendesk.com",
                $"https://{app.Subdomain}.zendesk.com/api/v2/apps/installations/{installation.ToString(CultureInfo.InvariantCulture)}.json",
                isClaimed: false,
                app,
                now
            ),
            "HS256" when sharedKey is { Length: >= 32 } && IsSignedByShared(jws, sharedKey) => Of(
                jws.Payload,
                app.Subdomain,
                audience,
                isClaimed: true,
                app,
                now
            ),
            _ => null,
        };
    }

    private static ZendeskToken? Of(
        JsonElement claims,
        string issuer,
        string audience,
        bool isClaimed,
        ZendeskApp app,
        DateTimeOffset now
    ) =>
        CompactJws.Text(claims, "iss") is { } iss
        && (iss == issuer || iss == $"https://{issuer}")
        && CompactJws.Text(claims, "aud") == audience
        && CompactJws.Time(claims, "exp") is { } expires
        && now < expires + Skew
        && expires <= now + LongestLife + Skew
        && (!claims.TryGetProperty("nbf", out _) || CompactJws.Time(claims, "nbf") <= now + Skew)
        && (!claims.TryGetProperty("iat", out _) || CompactJws.Time(claims, "iat") <= now + Skew)
        && UserOf(claims, app.Subdomain) is { } user
            ? new ZendeskToken(user, isClaimed, expires + Skew)
            : null;

    /// <summary>The id, bare or as the address of the user at this account.</summary>
    private static long? UserOf(JsonElement claims, string subdomain)
    {
        if (CompactJws.Number(claims, "sub") is { } number)
        {
            return number > 0 ? number : null;
        }

        var text = CompactJws.Text(claims, "sub") ?? "";
        var prefix = $"https://{subdomain}.zendesk.com/api/v2/users/";
        if (text.StartsWith(prefix, StringComparison.Ordinal) && text.EndsWith(".json", StringComparison.Ordinal))
        {
            text = text[prefix.Length..^".json".Length];
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
    }

    private static bool IsSignedByApp(CompactJws jws, byte[] publicKey)
    {
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
            return rsa.KeySize >= 2048 && jws.IsSignedBy(rsa);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool IsSignedByShared(CompactJws jws, byte[] sharedKey) =>
        CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(sharedKey, jws.SigningInput), jws.Signature);

    /// <summary>Who a person without a membership is in the records: the same for each sign-in, and of another kind for one who is only claimed.</summary>
    /// <remarks>A UUID of version 8 (RFC 9562) over a hash: opaque, and nobody's account.</remarks>
    public static Guid SubjectOf(Guid organization, string subdomain, long user, bool isClaimed)
    {
        var hash = SHA256.HashData(
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"zendesk\n{organization:N}\n{subdomain}\n{user}\n{(isClaimed ? "claimed" : "agent")}"
                )
            )
        );
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}

/// <summary>How an organization's sidebar proves itself.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo of the app, an RSA key of 2048 bits or more.</param>
/// <param name="Agents">Agents who are linked to no member may come.</param>
internal sealed record ZendeskApp(string Subdomain, long? Installation, byte[]? PublicKey, bool Agents, byte[]? SharedKeySealed);
