using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Raum.Api.Tests;

/// <summary>KEY-8: what Raum serves itself is TLS 1.3, with the two suites that are named there.</summary>
public sealed class TlsTests(ApiFixture api) : IClassFixture<ApiFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("raum-tls-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(TlsCipherSuite.TLS_AES_256_GCM_SHA384)]
    [InlineData(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256)]
    public async Task A_client_with_TLS_1_3_is_served(TlsCipherSuite suite)
    {
        await using var host = await StartAsync();

        using var stream = await ConnectAsync(host, SslProtocols.Tls13, suite);

        stream.SslProtocol.ShouldBe(SslProtocols.Tls13);
        stream.NegotiatedCipherSuite.ShouldBe(suite);
    }

    [Fact]
    public async Task A_client_without_TLS_1_3_is_refused()
    {
        await using var host = await StartAsync();

        await ShouldBeRefusedAsync(() => ConnectAsync(host, SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384));
    }

    [Fact]
    public async Task A_client_with_another_suite_is_refused()
    {
        await using var host = await StartAsync();

        await ShouldBeRefusedAsync(() => ConnectAsync(host, SslProtocols.Tls13, TlsCipherSuite.TLS_AES_128_GCM_SHA256));
    }

    /// <summary>The server says no in the handshake, or hangs up before it has answered; a client that did not get that far is another error.</summary>
    private static async Task ShouldBeRefusedAsync(Func<Task<SslStream>> connect)
    {
        var refusal = await Record.ExceptionAsync(connect);

        refusal.ShouldNotBeNull();
        (refusal is AuthenticationException or EndOfStreamException or IOException { InnerException: SocketException }).ShouldBeTrue(
            refusal.GetType().ToString()
        );
    }

    private Task<ApiHost> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=raum.example.com", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            now.AddDays(-1),
            now.AddDays(1)
        );
        var (certificateFile, keyFile) = (Path.Combine(_folder.FullName, "tls.crt"), Path.Combine(_folder.FullName, "tls.key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return ApiHost.StartAsync(
            api.Redis,
            api.Postgres,
            ("Kestrel:Endpoints:Https:Url", "https://127.0.0.1:0"),
            ("Kestrel:Endpoints:Https:Certificate:Path", certificateFile),
            ("Kestrel:Endpoints:Https:Certificate:KeyPath", keyFile)
        );
    }

    private static async Task<SslStream> ConnectAsync(ApiHost host, SslProtocols protocol, TlsCipherSuite suite)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Url.Port, TestContext.Current.CancellationToken);
        var stream = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false);
        try
        {
#pragma warning disable CA1416, CA5398, CA5359 // on Linux; the test names its protocol, and the certificate is its own
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "raum.example.com",
                    EnabledSslProtocols = protocol,
                    CipherSuitesPolicy = new CipherSuitesPolicy([suite]),
                    RemoteCertificateValidationCallback = (_, _, _, _) => true,
                },
                TestContext.Current.CancellationToken
            );
#pragma warning restore CA1416, CA5398, CA5359

            // With TLS 1.3 a client is done before the server has said no: only an answer shows that it is served.
            await stream.WriteAsync(
                "GET /health/live HTTP/1.1\r\nHost: raum.example.com\r\n\r\n"u8.ToArray(),
                TestContext.Current.CancellationToken
            );
            var answer = new byte[12];
            await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
            System.Text.Encoding.ASCII.GetString(answer).ShouldBe("HTTP/1.1 200");
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
