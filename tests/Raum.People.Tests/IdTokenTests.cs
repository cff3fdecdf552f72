using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Raum.People.SingleSignOn;

namespace Raum.People.Tests;

/// <summary>ORG-5: which keys of a provider count.</summary>
public sealed class IdTokenTests
{
    private const string Issuer = "https://login.acme.example";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1024, 0, false)]
    [InlineData(2040, 0, false)]
    [InlineData(2040, 1, false)]
    [InlineData(2048, 0, true)]
    [InlineData(3072, 0, true)]
    public void An_rsa_key_counts_from_2048_bits_on_however_it_is_written(int bits, int zeros, bool counts)
    {
        using var rsa = RSA.Create(bits);
        var parts = rsa.ExportParameters(includePrivateParameters: false);
        var keys = new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject
                {
                    ["kty"] = "RSA",
                    ["n"] = Base64Url.EncodeToString([.. new byte[zeros], .. parts.Modulus!]),
                    ["e"] = Base64Url.EncodeToString(parts.Exponent),
                }
            ),
        };
        var input = $"{Text("""{"alg":"RS256"}""")}.{Text(Claims())}";
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var jwks = JsonDocument.Parse(keys.ToJsonString());

        var read = IdToken.Read($"{input}.{Base64Url.EncodeToString(signature)}", jwks.RootElement, Issuer, "raum", "nonce", Now);

        (read is not null).ShouldBe(counts);
    }

    private static string Claims() =>
        new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = "raum",
            ["sub"] = "jane",
            ["email"] = "jane@acme.example",
            ["email_verified"] = true,
            ["nonce"] = "nonce",
            ["iat"] = Now.ToUnixTimeSeconds(),
            ["exp"] = Now.ToUnixTimeSeconds() + 60,
        }.ToJsonString();

    private static string Text(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
