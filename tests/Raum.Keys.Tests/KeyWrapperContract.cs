using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Keys.Kms;
using Raum.Testing.Kms;
using Raum.Testing.Servers;

namespace Raum.Keys.Tests;

/// <summary>What every <see cref="IKeyWrapper"/> promises (KEY-2): a wrapped key opens in its own context, under its own master, unchanged.</summary>
public abstract class KeyWrapperContract(PostgresServer postgres) : KeysFixture(postgres)
{
    private static readonly KeyContext Field = new(Acme, "field");
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>A wrapper of the same installation, as another process has it.</summary>
    protected abstract IKeyWrapper NewWrapper();

    /// <summary>A wrapper under another master key.</summary>
    protected abstract IKeyWrapper NewStranger();

    [Fact]
    public async Task A_wrapped_key_opens_in_another_process()
    {
        var wrapped = (await NewWrapper().WrapAsync(Field, _key, Token)).Value;

        (await NewWrapper().UnwrapAsync(Field, wrapped, Token)).Value.ShouldBe(_key);
        wrapped.AsSpan().IndexOf(_key).ShouldBe(-1);
    }

    [Fact]
    public async Task It_opens_for_no_other_organization_and_no_other_purpose()
    {
        var wrapper = NewWrapper();
        var wrapped = (await wrapper.WrapAsync(Field, _key, Token)).Value;

        foreach (var context in (KeyContext[])[new(Globex, "field"), new(Acme, "transit"), new(Acme, "FIELD")])
        {
            (await wrapper.UnwrapAsync(context, wrapped, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
        }
    }

    [Fact]
    public async Task It_does_not_open_when_it_was_changed_or_cut()
    {
        var wrapper = NewWrapper();
        var wrapped = (await wrapper.WrapAsync(Field, _key, Token)).Value;
        var flipped = wrapped.ToArray();
        flipped[^1] ^= 1;

        foreach (var damaged in (byte[][])[flipped, wrapped[..^1], [.. wrapped, 0]])
        {
            (await wrapper.UnwrapAsync(Field, damaged, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
        }
    }

    [Fact]
    public async Task It_does_not_open_under_another_master()
    {
        var wrapped = (await NewWrapper().WrapAsync(Field, _key, Token)).Value;

        (await NewStranger().UnwrapAsync(Field, wrapped, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
    }
}

public sealed class LocalKeyringTests(PostgresServer postgres) : KeyWrapperContract(postgres)
{
    protected override IKeyWrapper NewWrapper() => NewProcess().GetRequiredService<IKeyWrapper>();

    protected override IKeyWrapper NewStranger() =>
        NewProcess("another master secret of more than 32 characters").GetRequiredService<IKeyWrapper>();

    [Fact]
    public async Task An_installation_has_one_random_salt_and_no_fewer_iterations_than_it_must()
    {
        await NewWrapper().WrapAsync(new KeyContext(Acme, "field"), new byte[32], Token);
        await NewStranger().WrapAsync(new KeyContext(Acme, "field"), new byte[32], Token);

        (await ExecuteAsync("update keys.local_keyring set salt = salt where iterations >= 600000 and length(salt) = 32")).ShouldBe(1);
    }

    [Fact]
    public async Task A_weakened_keyring_is_refused()
    {
        await NewWrapper().WrapAsync(new KeyContext(Acme, "field"), new byte[32], Token);
        await ExecuteAsync("alter table keys.local_keyring drop constraint local_keyring_iterations_check");
        await ExecuteAsync("update keys.local_keyring set iterations = 1");

        var outcome = await NewWrapper().WrapAsync(new KeyContext(Acme, "field"), new byte[32], Token);

        outcome.Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
    }
}

public sealed class KmsKeyWrapperTests(PostgresServer postgres) : KeyWrapperContract(postgres), IAsyncLifetime
{
    private static readonly KeyContext Field = new(Acme, "field");
    private readonly byte[] _dataKey = RandomNumberGenerator.GetBytes(32);
    private readonly List<AmazonKeyManagementServiceClient> _clients = [];
    private readonly LineKeeper _log = new();
    private FakeKms _kms = null!;
    private FakeKmsKey _key = null!;
    private FakeKmsKey _other = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _kms = await FakeKms.StartAsync();
        _key = _kms.CreateKey();
        _other = _kms.CreateKey();
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _clients.ForEach(client => client.Dispose());
        await _kms.DisposeAsync();
        await DisposeAsync();
    }

    protected override IKeyWrapper NewWrapper() => Wrapper(_key);

    protected override IKeyWrapper NewStranger() => Wrapper(_other);

    [Fact]
    public async Task The_context_that_KMS_sees_and_logs_is_organization_and_purpose()
    {
        await NewWrapper().WrapAsync(Field, _dataKey, Token);

        var (operation, context) = _kms.Calls.ShouldHaveSingleItem();
        operation.ShouldBe("Encrypt");
        context.ShouldBe(new Dictionary<string, string> { ["organization"] = Acme.ToString(), ["purpose"] = "field" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(FakeKmsKeyState.Disabled)]
    [InlineData(FakeKmsKeyState.PendingDeletion)]
    [InlineData(FakeKmsKeyState.AccessDenied)]
    public async Task A_key_that_its_owner_took_away_gives_nothing_and_is_asked_once(FakeKmsKeyState state)
    {
        var wrapped = (await NewWrapper().WrapAsync(Field, _dataKey, Token)).Value;
        _key.State = state;
        var before = _kms.Requests;

        (await NewWrapper().UnwrapAsync(Field, wrapped, Token)).Failure!.Code.ShouldBe(FailureCode.KeyRefused);
        (_kms.Requests - before).ShouldBe(1);

        _key.State = FakeKmsKeyState.Enabled;
        (await NewWrapper().UnwrapAsync(Field, wrapped, Token)).Value.ShouldBe(_dataKey);
    }

    [Theory]
    [InlineData("ThrottlingException")]
    [InlineData("KMSInternalException")]
    public async Task A_passing_fault_is_tried_again_twice_and_then_given_up(string fault)
    {
        _kms.FailNext(fault, times: 2);
        (await NewWrapper().WrapAsync(Field, _dataKey, Token)).Succeeded.ShouldBeTrue();

        _kms.FailNext(fault, times: 3);
        (await NewWrapper().WrapAsync(Field, _dataKey, Token)).Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
    }

    [Fact]
    public async Task A_key_that_does_not_exist_gives_nothing()
    {
        (
            await Wrapper(new FakeKmsKey("arn:aws:kms:eu-central-1:111122223333:key/none")).WrapAsync(Field, _dataKey, Token)
        ).Failure!.Code.ShouldBe(FailureCode.KeyRefused);
    }

    [Fact]
    public async Task Credentials_that_AWS_refuses_give_nothing()
    {
        var wrapper = Wrapper(_key, new BasicAWSCredentials(FakeKms.AccessKey, "not the secret"));

        (await wrapper.WrapAsync(Field, _dataKey, Token)).Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
        _kms.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task When_KMS_goes_away_cached_keys_work_for_their_minutes_and_nothing_else_does()
    {
        var sealer = KmsProcess().GetRequiredService<FieldSealer>();
        var address = new FieldAddress("provider_credential", "sealed_key", "1");
        var sealedBytes = (await sealer.SealAsync(Acme, address, _dataKey, Token)).Value;
        _kms.FailNext("KMSInternalException", times: 100);

        Clock.Advance(TimeSpan.FromMinutes(4.9));
        (await sealer.OpenAsync(Acme, address, sealedBytes, Token)).Value.ShouldBe(_dataKey);
        (await sealer.SealAsync(Globex, address, _dataKey, Token)).Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);

        Clock.Advance(TimeSpan.FromMinutes(0.2));
        (await sealer.OpenAsync(Acme, address, sealedBytes, Token)).Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
        (await sealer.SealAsync(Acme, address, _dataKey, Token)).Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
    }

    [Theory]
    [InlineData(FakeKmsKeyState.Disabled)]
    [InlineData(FakeKmsKeyState.PendingDeletion)]
    [InlineData(FakeKmsKeyState.AccessDenied)]
    public async Task An_owner_who_takes_the_key_away_stops_the_organization_at_once_and_operators_are_told_once(FakeKmsKeyState state)
    {
        var process = KmsProcess();
        var sealer = process.GetRequiredService<FieldSealer>();
        var address = new FieldAddress("provider_credential", "sealed_key", "1");
        var sealedBytes = (await sealer.SealAsync(Acme, address, _dataKey, Token)).Value;
        _key.State = state;
        (await sealer.OpenAsync(Acme, address, sealedBytes, Token)).Succeeded.ShouldBeTrue(); // nobody was asked

        // The first call that asks learns it: a key for another use.
        var credential = address with
        {
            Use = KeyUse.Credential,
        };
        (await sealer.SealAsync(Acme, credential, _dataKey, Token)).Failure!.Code.ShouldBe(FailureCode.KeyRefused);
        var asked = _kms.Requests;

        (await sealer.OpenAsync(Acme, address, sealedBytes, Token)).Failure!.Code.ShouldBe(FailureCode.KeyRefused);
        (await sealer.SealAsync(Acme, address, _dataKey, Token)).Failure!.Code.ShouldBe(FailureCode.KeyRefused);
        _kms.Requests.ShouldBe(asked); // no storm
        Clock.Advance(DataKeys.RefusalStands);
        (await sealer.OpenAsync(Acme, address, sealedBytes, Token)).Failure!.Code.ShouldBe(FailureCode.KeyRefused);
        _kms.Requests.ShouldBe(asked + 1);
        _key.State = FakeKmsKeyState.Enabled;
        Clock.Advance(DataKeys.RefusalStands);
        (await sealer.OpenAsync(Acme, address, sealedBytes, Token)).Value.ShouldBe(_dataKey);

        _log.Lines.Select(line => line.Level).ShouldBe([LogLevel.Critical, LogLevel.Information]);
        _log.Lines[0].Text.ShouldContain(Acme.ToString());
    }

    [Fact]
    public async Task While_KMS_asks_for_fewer_calls_nobody_is_asked_for_a_second()
    {
        var wrapper = NewWrapper();
        var wrapped = (await wrapper.WrapAsync(Field, _dataKey, Token)).Value;
        _kms.FailNext("ThrottlingException", times: 3);
        (await wrapper.UnwrapAsync(Field, wrapped, Token)).Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
        var asked = _kms.Requests;

        (await wrapper.UnwrapAsync(Field, wrapped, Token)).Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
        (await wrapper.WrapAsync(Field, _dataKey, Token)).Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
        _kms.Requests.ShouldBe(asked);
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await wrapper.UnwrapAsync(Field, wrapped, Token)).Value.ShouldBe(_dataKey);
        _log.Lines.Select(line => line.Level).ShouldBe([LogLevel.Error, LogLevel.Information]);
    }

    [Fact]
    public async Task A_burst_of_opens_asks_KMS_once()
    {
        var address = new FieldAddress("provider_credential", "sealed_key", "1");
        var sealedBytes = (await KmsProcess().GetRequiredService<FieldSealer>().SealAsync(Acme, address, _dataKey, Token)).Value;
        var sealer = KmsProcess().GetRequiredService<FieldSealer>();
        _kms.Calls.Clear();

        var opened = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await sealer.OpenAsync(Acme, address, sealedBytes, Token)))
        );

        opened.ShouldAllBe(outcome => outcome.Succeeded);
        _kms.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_keyring_that_did_not_wrap_a_key_does_not_guess()
    {
        var address = new FieldAddress("provider_credential", "sealed_key", "1");
        var sealedBytes = (await KmsProcess().GetRequiredService<FieldSealer>().SealAsync(Acme, address, _dataKey, Token)).Value;

        var local = NewProcess().GetRequiredService<FieldSealer>();

        (await local.OpenAsync(Acme, address, sealedBytes, Token)).Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
    }

    private ServiceProvider KmsProcess() => NewProcess(configure: services => services.AddSingleton<IKeyWrapper>(Wrapper(_key)));

    private KmsKeyWrapper Wrapper(FakeKmsKey key, AWSCredentials? credentials = null)
    {
        var options = new KmsOptions
        {
            KeyId = key.Arn,
            Region = FakeKms.Region,
            Endpoint = _kms.Address,
        };
        var client = KmsClient.Create(options, credentials ?? new BasicAWSCredentials(FakeKms.AccessKey, FakeKms.SecretKey));
        _clients.Add(client);
        return new KmsKeyWrapper(client, Options.Create(new KeysOptions { Kms = options }), new KmsAlerts(Clock, _log));
    }
}

/// <summary>Keeps what an operator would be told.</summary>
internal sealed class LineKeeper : ILogger<KmsAlerts>
{
    public List<(LogLevel Level, string Text)> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Lines.Add((logLevel, formatter(state, exception)));
}
