using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Raum.Testing.Npm;

namespace Raum.Testing.Oidc;

/// <summary>npm's <c>oidc-provider</c>, which is certified, as a process of its own; it ends with its standard input. Whoever <c>login_hint</c> names signs in and agrees.</summary>
public sealed class OidcProviderProcess : IAsyncDisposable
{
    private readonly Process _process;

    private OidcProviderProcess(Process process, string issuer) => (_process, Issuer) = (process, issuer);

    public string Issuer { get; }

    /// <param name="people">By subject: the claims of each.</param>
    /// <param name="algorithm"><c>ES256</c> or <c>RS256</c>.</param>
    public static async Task<OidcProviderProcess> StartAsync(
        string clientId,
        string clientSecret,
        string redirect,
        string algorithm,
        IReadOnlyDictionary<string, JsonObject> people,
        CancellationToken cancellationToken
    )
    {
        var settings = new JsonObject
        {
            ["clientId"] = clientId,
            ["clientSecret"] = clientSecret,
            ["redirect"] = redirect,
            ["algorithm"] = algorithm,
            ["jwks"] = new JsonObject { ["keys"] = new JsonArray(EcKey(), RsaKey()) },
            ["people"] = new JsonArray([.. people.Select(person => Person(person.Key, person.Value))]),
        };
        var folder = await NodeProject.InstallAsync("people", cancellationToken);
        var process = NodeProject.Start(folder, "node", ["provider.js", settings.ToJsonString()]);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                // What it says further is read and left, so that it never waits for a reader.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new OidcProviderProcess(process, $"http://127.0.0.1:{line["ready ".Length..]}");
            }
        }

        process.Dispose();
        throw new InvalidOperationException("The provider ended before it was ready.");
    }

    /// <summary>A browser that goes where it is sent, until the provider sends it away.</summary>
    /// <returns>What came back in the address.</returns>
    public async Task<IReadOnlyDictionary<string, string>> SignInAsync(Uri address, string subject, CancellationToken cancellationToken)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler);
        var next = new Uri($"{address.AbsoluteUri}&login_hint={Uri.EscapeDataString(subject)}");
        for (var step = 0; step < 20; step++)
        {
            if (!next.AbsoluteUri.StartsWith(Issuer, StringComparison.Ordinal))
            {
                return next
                    .Query.TrimStart('?')
                    .Split('&')
                    .Select(part => part.Split('=', 2))
                    .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]));
            }

            using var response = await browser.GetAsync(next, cancellationToken);
            next = new Uri(
                next,
                response.Headers.Location ?? throw new InvalidOperationException($"The provider answered {(int)response.StatusCode}.")
            );
        }

        throw new InvalidOperationException("The provider sends the browser in circles.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static JsonObject Person(string subject, JsonObject claims)
    {
        var person = claims.DeepClone().AsObject();
        person["sub"] = subject;
        return person;
    }

    private static JsonObject EcKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parts = key.ExportParameters(includePrivateParameters: true);
        return new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["kid"] = "ec",
            ["use"] = "sig",
            ["x"] = Text(parts.Q.X),
            ["y"] = Text(parts.Q.Y),
            ["d"] = Text(parts.D),
        };
    }

    private static JsonObject RsaKey()
    {
        using var key = RSA.Create(2048);
        var parts = key.ExportParameters(includePrivateParameters: true);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["kid"] = "rsa",
            ["use"] = "sig",
            ["n"] = Text(parts.Modulus),
            ["e"] = Text(parts.Exponent),
            ["d"] = Text(parts.D),
            ["p"] = Text(parts.P),
            ["q"] = Text(parts.Q),
            ["dp"] = Text(parts.DP),
            ["dq"] = Text(parts.DQ),
            ["qi"] = Text(parts.InverseQ),
        };
    }

    private static string Text(byte[]? bytes) => Base64Url.EncodeToString(bytes);
}
