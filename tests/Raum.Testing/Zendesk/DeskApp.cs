using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Raum.Testing.Zendesk;

/// <summary>The server-side app of a pretend account, as Zendesk signs for it, and the same account's app settings with a shared key.</summary>
/// <remarks>Written from Zendesk's documentation: "Authenticating Zendesk in your server-side app" and "Making API requests from a Zendesk app".</remarks>
public sealed class DeskApp : IDisposable
{
    private readonly RSA _key;

    public DeskApp(string subdomain, long installation, int keySize = 2048)
    {
        (Subdomain, Installation) = (subdomain, installation);
        _key = RSA.Create(keySize);
    }

    public string Subdomain { get; }

    public long Installation { get; }

    /// <summary>What the account's <c>public_key.pem</c> has.</summary>
    public string PublicKeyPem => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>What Zendesk posts to the sidebar's address, for the agent who opened it.</summary>
    /// <param name="change">Spoils what a test wants spoiled.</param>
    public string Token(long agent, DateTimeOffset now, Action<JsonObject>? change = null, Action<JsonObject>? header = null)
    {
        var claims = new JsonObject
        {
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = $"{Subdomain}.zendesk.com",
            ["aud"] = $"https://{Subdomain}.zendesk.com/api/v2/apps/installations/{Installation}.json",
            ["sub"] = $"https://{Subdomain}.zendesk.com/api/v2/users/{agent}.json",
            ["jti"] = Guid.CreateVersion7(now).ToString(),
            ["qsh"] = "6e6f742d636865636b6564",
            ["context"] = new JsonObject { ["product"] = "support", ["location"] = "ticket_sidebar" },
        };
        change?.Invoke(claims);
        var head = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256" };
        header?.Invoke(head);
        return Join(head, claims, input => _key.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>What the account's proxy puts in place of <c>{{jwt.token}}</c>: claims that the page chose, under the key of the settings.</summary>
    public string SharedToken(string key, long agent, string audience, DateTimeOffset now, Action<JsonObject>? change = null) =>
        SharedToken(Encoding.UTF8.GetBytes(key), agent, audience, now, change);

    /// <inheritdoc cref="SharedToken(string,long,string,DateTimeOffset,Action{JsonObject})"/>
    public string SharedToken(byte[] key, long agent, string audience, DateTimeOffset now, Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = Subdomain,
            ["aud"] = audience,
            ["sub"] = agent.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["exp"] = now.AddSeconds(60).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["jti"] = Guid.CreateVersion7(now).ToString(),
        };
        change?.Invoke(claims);
        return Join(new JsonObject { ["typ"] = "JWT", ["alg"] = "HS256" }, claims, input => HMACSHA256.HashData(key, input));
    }

    public byte[] PublicKey => _key.ExportSubjectPublicKeyInfo();

    public void Dispose() => _key.Dispose();

    private static string Join(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var input = $"{Encode(header)}.{Encode(claims)}";
        return $"{input}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
