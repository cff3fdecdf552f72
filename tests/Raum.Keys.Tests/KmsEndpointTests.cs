using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Data;
using Raum.Keys.Kms;
using Raum.Testing.Kms;
using Raum.Testing.Servers;

namespace Raum.Keys.Tests;

/// <summary>
/// What KMS itself must do for Raum, against the endpoint that <c>RAUM_TEST_KMS</c> names (an emulator, or AWS: with credentials from the environment and the
/// region of <c>AWS_REGION</c>); without it, against the pretend one. It makes two keys there.
/// </summary>
public sealed class KmsEndpointTests(PostgresServer postgres) : KeyWrapperContract(postgres), IAsyncLifetime
{
    private static readonly FieldAddress Address = new("draft", "body", "1");
    private FakeKms? _fake;
    private AmazonKeyManagementServiceClient _client = null!;
    private Uri _endpoint = null!;
    private string _region = FakeKms.Region;
    private string _key = null!;
    private string _other = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        AWSCredentials? credentials = null;
        if (Environment.GetEnvironmentVariable("RAUM_TEST_KMS") is { Length: > 0 } named)
        {
            _endpoint = new Uri(named);
            _region = Environment.GetEnvironmentVariable("AWS_REGION") ?? _region;
        }
        else
        {
            _fake = await FakeKms.StartAsync();
            _endpoint = _fake.Address;
            credentials = new BasicAWSCredentials(FakeKms.AccessKey, FakeKms.SecretKey);
        }

        _client = KmsClient.Create(_region, _endpoint, credentials);
        _key = (await _client.CreateKeyAsync(new CreateKeyRequest(), Token)).KeyMetadata.Arn;
        _other = (await _client.CreateKeyAsync(new CreateKeyRequest(), Token)).KeyMetadata.Arn;
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await DisposeAsync();
        _client.Dispose();
        if (_fake is not null)
        {
            await _fake.DisposeAsync();
        }
    }

    protected override IKeyWrapper NewWrapper() => Wrapper(_key);

    protected override IKeyWrapper NewStranger() => Wrapper(_other);

    [Fact]
    public async Task An_organization_moves_to_KMS_and_back_and_everything_opens()
    {
        var sealer = Process.GetRequiredService<FieldSealer>();
        var first = (await sealer.SealAsync(Acme, Address, "sealed locally"u8.ToArray(), Token)).Value;

        var toKms = With(options => (options.Kms, options.Previous) = (Kms(), Local()));
        (await toKms.GetRequiredService<KeyringMove>().MoveAsync(Acme, Token)).Value.ShouldBe(new KeysMoved(1, "local.v1", "kms.v1"));
        var second = (
            await toKms
                .GetRequiredService<FieldSealer>()
                .SealAsync(Acme, Address with { Use = KeyUse.Credential }, "sealed with KMS"u8.ToArray(), Token)
        ).Value;

        var back = With(options => (options.Local, options.Previous) = (Local().Local, new PreviousKeyringOptions { Kms = Kms() }));
        (await OpenAsync(back, second)).ShouldBe("sealed with KMS");
        (await back.GetRequiredService<KeyringMove>().MoveAsync(Acme, Token)).Value.ShouldBe(new KeysMoved(2, "kms.v1", "local.v1"));

        var onlyLocal = NewProcess();
        (await OpenAsync(onlyLocal, first)).ShouldBe("sealed locally");
        (await OpenAsync(onlyLocal, second)).ShouldBe("sealed with KMS");
    }

    private KmsOptions Kms() =>
        new()
        {
            KeyId = _key,
            Region = _region,
            Endpoint = _endpoint,
        };

    private static PreviousKeyringOptions Local() =>
        new() { Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" } };

    private ServiceProvider With(Action<KeysOptions> configure) =>
        NewProcess(configure: services =>
        {
            services.Configure<RaumDataOptions>(options => options.Rotation = Database.Rotation);
            services.Configure<KeysOptions>(options =>
            {
                options.Local = null;
                configure(options);
            });
            services.AddSingleton<IAmazonKeyManagementService>(_client);
        });

    private static async Task<string> OpenAsync(ServiceProvider process, byte[] sealedBytes) =>
        Encoding.UTF8.GetString((await process.GetRequiredService<FieldSealer>().OpenAsync(Acme, Address, sealedBytes, Token)).Value);

    private KmsKeyWrapper Wrapper(string key) =>
        new(
            _client,
            Options.Create(
                new KeysOptions
                {
                    Kms = new KmsOptions
                    {
                        KeyId = key,
                        Region = _region,
                        Endpoint = _endpoint,
                    },
                }
            ),
            new KmsAlerts(Clock)
        );
}
