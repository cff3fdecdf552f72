using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Raum.Testing.Oidc;

/// <summary>An identity provider that answers as a test wants: what no honest one does. It checks the client and the verifier as an honest one would.</summary>
public sealed class HostileProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ConcurrentDictionary<string, (string Challenge, string Redirect)> _codes = new();

    private HostileProvider(WebApplication app) => _app = app;

    public string Issuer => _app.Urls.First();

    /// <summary>Changes what it says about itself.</summary>
    public Action<JsonObject> Discovery { get; set; } = _ => { };

    /// <summary>Makes the ID token of the claims that it would say honestly.</summary>
    public Func<JsonObject, string>? Token { get; set; }

    /// <summary>The claims that it gives, besides those about the token.</summary>
    public JsonObject Person { get; set; } = new();

    public int Requests { get; private set; }

    public List<string> Complaints { get; } = [];

    /// <param name="clock">Tokens say its time.</param>
    public static async Task<HostileProvider> StartAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new HostileProvider(app);
        app.Run(context => provider.AnswerAsync(context, clock));
        await app.StartAsync(cancellationToken);
        return provider;
    }

    /// <summary>Somebody signs in: what comes back in the address.</summary>
    public (string State, string Code) SignIn(Uri address)
    {
        var asked = address
            .Query.TrimStart('?')
            .Split('&')
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]));
        Nonce = asked["nonce"];
        Client = asked["client_id"];
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _codes[code] = (asked["code_challenge"], asked["redirect_uri"]);
        return (asked["state"], code);
    }

    public string Nonce { get; set; } = "";

    public string Client { get; set; } = "";

    public string Sign(JsonObject claims, string algorithm = "ES256") =>
        Sign(new JsonObject { ["alg"] = algorithm, ["kid"] = "hostile" }.ToJsonString(), claims.ToJsonString(), _key);

    public static string Sign(string header, string claims, ECDsa key)
    {
        var input = $"{Text(Encoding.UTF8.GetBytes(header))}.{Text(Encoding.UTF8.GetBytes(claims))}";
        return $"{input}.{Text(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    /// <summary>The public key, in bytes that an HS256 forger would take for the secret.</summary>
    public byte[] PublicKey => _key.ExportSubjectPublicKeyInfo();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, TimeProvider clock)
    {
        Requests++;
        var answer = context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => About(),
            "/jwks" => Keys(),
            "/token" => await TokenAsync(context.Request, clock.GetUtcNow()),
            _ => null,
        };
        if (answer is null)
        {
            context.Response.StatusCode = 400;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private JsonObject About()
    {
        var about = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["jwks_uri"] = $"{Issuer}/jwks",
        };
        Discovery(about);
        return about;
    }

    private JsonObject Keys()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject
                {
                    ["kty"] = "EC",
                    ["crv"] = "P-256",
                    ["kid"] = "hostile",
                    ["x"] = Text(point.X!),
                    ["y"] = Text(point.Y!),
                }
            ),
        };
    }

    private async Task<JsonObject?> TokenAsync(HttpRequest request, DateTimeOffset now)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        var hasClient =
            form["client_id"] == Client
            || (AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var basic) && basic.Scheme == "Basic");
        if (
            !hasClient
            || form["grant_type"] != "authorization_code"
            || !_codes.TryRemove(form["code"].ToString(), out var begun)
            || form["redirect_uri"] != begun.Redirect
            || Text(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != begun.Challenge
        )
        {
            Complaints.Add("a code that is none, or not the client's");
            return null;
        }

        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Client,
            ["nonce"] = Nonce,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.ToUnixTimeSeconds() + 300,
        };
        foreach (var (name, value) in Person)
        {
            claims[name] = value?.DeepClone();
        }

        return new JsonObject { ["token_type"] = "Bearer", ["id_token"] = Token is null ? Sign(claims) : Token(claims) };
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
