using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Raum.AppHost.Local;
using Raum.Testing.Servers;

namespace Raum.Redis.Tests;

/// <summary>TLS: the certificate's name and authority are checked, and nothing is sent to a stranger.</summary>
public sealed class RedisTlsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("raum-tls-").FullName;
    private RedisServer _server = null!;
    private int _port;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=redis.test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("redis.test");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(_folder, "cert.pem"), certificate.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem(), Token);
        _port = LoopbackPorts.Free();
        _server = await RedisServer.StartNewAsync(
            [
                $"tls-port {_port}",
                $"tls-cert-file {_folder}/cert.pem",
                $"tls-key-file {_folder}/key.pem",
                $"tls-ca-cert-file {_folder}/cert.pem",
                "tls-auth-clients no",
            ],
            Token
        );
    }

    [Fact]
    public async Task A_server_with_the_right_name_and_authority_is_trusted()
    {
        await using var client = Clients.New(Address("redis.test", $"sslCa={_folder}/cert.pem"));

        (await client.ExecuteAsync(["SET", "tls", new byte[200_000]], Token)).Text.ShouldBe("OK");
        (await client.ExecuteAsync(["GET", "tls"], Token)).Bytes.Length.ShouldBe(200_000);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused() =>
        await RefusedAsync(Address("redis.other", $"sslCa={_folder}/cert.pem"));

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused() => await RefusedAsync(Address("redis.test", "abortConnect=false"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RefusedAsync(RedisConnectionString address)
    {
        await using var client = Clients.New(address, TimeSpan.FromSeconds(1));

        (await Should.ThrowAsync<RedisUnavailableException>(() => client.ExecuteAsync(["PING"], Token))).Trouble.ShouldBe(
            RedisTrouble.Unreachable
        );
    }

    private RedisConnectionString Address(string name, string more) =>
        RedisConnectionString.Parse($"127.0.0.1:{_port},password={_server.Password},ssl=true,sslHost={name},{more}");
}
