using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Data;
using Raum.Keys.Kms;
using Raum.Testing.Kms;
using Raum.Testing.Servers;

namespace Raum.Keys.Tests;

/// <summary>KEY-2: an organization moves from the local keyring to KMS while processes serve; what was sealed opens before, between and after.</summary>
public sealed class KeyringMoveTests(PostgresServer postgres) : KeysFixture(postgres), IAsyncLifetime
{
    private const string Secret = "a master secret of more than 32 characters";
    private static readonly FieldAddress Address = new("draft", "body", "1");
    private FakeKms _kms = null!;
    private FakeKmsKey _key = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _kms = await FakeKms.StartAsync();
        _key = _kms.CreateKey();
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await DisposeAsync();
        await _kms.DisposeAsync();
    }

    [Fact]
    public async Task What_was_sealed_opens_before_between_and_after_and_then_without_the_old_keyring()
    {
        var before = await SealAsync(Process, Acme, "sealed before");
        var others = await SealAsync(Process, Globex, "of somebody else");
        var both = Moving();

        (await OpenAsync(both, Acme, before)).ShouldBe("sealed before");
        var between = await SealAsync(both, Acme, "sealed between");
        var moved = await both.GetRequiredService<KeyringMove>().MoveAsync(Acme, Token);
        var again = await both.GetRequiredService<KeyringMove>().MoveAsync(Acme, Token);
        var after = OnlyKms();

        (moved.Value.Count, again.Value.Count).ShouldBe((1, 0));
        (await OpenAsync(after, Acme, before)).ShouldBe("sealed before");
        (await OpenAsync(after, Acme, between)).ShouldBe("sealed between");
        (await OpenAsync(Moving(), Globex, others)).ShouldBe("of somebody else");
        var notMoved = await after.GetRequiredService<FieldSealer>().OpenAsync(Globex, Address, others, Token);
        notMoved.Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
    }

    [Fact]
    public async Task A_move_that_was_stopped_by_the_key_service_goes_on_and_loses_nothing()
    {
        var sealedBytes = await SealAsync(Process, Acme, "sealed before");
        var both = Moving();
        _key.State = FakeKmsKeyState.Disabled;
        var stopped = await both.GetRequiredService<KeyringMove>().MoveAsync(Acme, Token);
        _key.State = FakeKmsKeyState.Enabled;

        (await OpenAsync(NewProcess(), Acme, sealedBytes)).ShouldBe("sealed before");
        var moved = await both.GetRequiredService<KeyringMove>().MoveAsync(Acme, Token);

        stopped.Failure!.Code.ShouldBe(FailureCode.KeyRefused);
        moved.Value.Count.ShouldBe(1);
        (await OpenAsync(OnlyKms(), Acme, sealedBytes)).ShouldBe("sealed before");
    }

    [Fact]
    public async Task Another_master_secret_moves_nothing()
    {
        var sealedBytes = await SealAsync(Process, Acme, "sealed before");
        var wrong = Moving("another master secret of more than 32 characters");

        (await wrong.GetRequiredService<KeyringMove>().MoveAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
        (await OpenAsync(NewProcess(), Acme, sealedBytes)).ShouldBe("sealed before");
    }

    [Fact]
    public async Task Without_an_old_keyring_there_is_nothing_to_move() =>
        (await OnlyKms().GetRequiredService<KeyringMove>().MoveAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.NotConfigured);

    private ServiceProvider Moving(string secret = Secret) =>
        WithKms(options => options.Previous = new PreviousKeyringOptions { Local = new LocalKeyringOptions { MasterSecret = secret } });

    private ServiceProvider OnlyKms() => WithKms(_ => { });

    private ServiceProvider WithKms(Action<KeysOptions> configure) =>
        NewProcess(configure: services =>
        {
            services.Configure<RaumDataOptions>(options => options.Rotation = Database.Rotation);
            services.Configure<KeysOptions>(options =>
            {
                options.Local = null;
                options.Kms = new KmsOptions
                {
                    KeyId = _key.Arn,
                    Region = FakeKms.Region,
                    Endpoint = _kms.Address,
                };
                configure(options);
            });
            services.AddSingleton<Amazon.KeyManagementService.IAmazonKeyManagementService>(provider =>
                KmsClient.Create(
                    provider.GetRequiredService<IOptions<KeysOptions>>().Value.Kms!,
                    new BasicAWSCredentials(FakeKms.AccessKey, FakeKms.SecretKey)
                )
            );
        });

    private static async Task<byte[]> SealAsync(ServiceProvider process, OrganizationId organization, string text) =>
        (
            await process
                .GetRequiredService<FieldSealer>()
                .SealAsync(organization, Address, System.Text.Encoding.UTF8.GetBytes(text), Token)
        ).Value;

    private static async Task<string> OpenAsync(ServiceProvider process, OrganizationId organization, byte[] sealedBytes) =>
        System.Text.Encoding.UTF8.GetString(
            (await process.GetRequiredService<FieldSealer>().OpenAsync(organization, Address, sealedBytes, Token)).Value
        );
}
