using System.Text;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Data;
using Raum.Keys.Customers;
using Raum.Keys.Kms;
using Raum.Testing.Kms;
using Raum.Testing.Servers;

namespace Raum.Keys.Tests;

/// <summary>An organization's KMS key in its own account, through a role that it lets Raum assume. Who takes it away stops Raum for this organization, and no other.</summary>
public sealed class CustomerKeyTests(PostgresServer postgres) : KeysFixture(postgres), IAsyncLifetime
{
    private static readonly FieldAddress Address = new("draft", "body", "1");
    private readonly LineKeeper _log = new();
    private FakeKms _kms = null!;
    private FakeSts _sts = null!;
    private FakeRole _role = null!;
    private FakeKmsKey _key = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _sts = await FakeSts.StartAsync();
        _kms = await FakeKms.StartAsync();
        _kms.Sts = _sts;
        _role = _sts.CreateRole(Acme.ToString());
        _key = _kms.CreateKey(_role.Arn);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await DisposeAsync();
        await _kms.DisposeAsync();
        await _sts.DisposeAsync();
    }

    [Fact]
    public async Task What_was_sealed_before_moves_to_the_customers_key_and_back()
    {
        var process = Customers();
        var before = await SealAsync(process, Acme, "sealed before");
        await PutInForceAsync(process);
        var moved = (await process.GetRequiredService<KeyringMove>().MoveAsync(Acme, Token)).Value;
        var between = await SealAsync(process, Acme, "sealed between");

        (moved.Count, moved.From).ShouldBe((1, "local.v1"));
        (await WrappersAsync(Acme)).ShouldHaveSingleItem().ShouldBe(moved.To);
        (await OpenAsync(Customers(), Acme, before)).ShouldBe("sealed before");

        await process
            .GetRequiredService<RaumDatabase>()
            .RunAsync<bool>(Acme, async (scope, stop) => await CustomerKeyring.EndAsync(scope, Clock.GetUtcNow(), stop), Token);
        var back = (await process.GetRequiredService<KeyringMove>().MoveAsync(Acme, Token)).Value;

        (back.Count, back.To).ShouldBe((1, "local.v1"));
        (await OpenAsync(NewProcess(), Acme, before)).ShouldBe("sealed before");
        (await OpenAsync(NewProcess(), Acme, between)).ShouldBe("sealed between");
    }

    [Fact]
    public async Task The_role_is_assumed_with_the_organizations_id_for_one_key_and_one_organization()
    {
        var process = Customers();
        await PutInForceAsync(process);

        await SealAsync(process, Acme, "a text");

        _sts.Given.Distinct().ShouldHaveSingleItem().ShouldBe((_role.Arn, $"raum-{Acme.Value:N}"));
        _kms.Calls.Select(call => call.Context["organization"]).Distinct().ShouldBe([Acme.ToString()]);
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("denied")]
    [InlineData("deleted")]
    [InlineData("distrusted")]
    public async Task Taking_the_key_away_stops_the_organization_within_the_bound_and_no_other(string how)
    {
        var process = Customers();
        await PutInForceAsync(process);
        var ours = await SealAsync(process, Acme, "ours");
        var theirs = await SealAsync(process, Globex, "theirs");
        TakeAway(how);

        // Nobody has asked yet: what is cached serves, and not past the bound, in which what was opened with it elsewhere is counted in.
        Clock.Advance(TimeSpan.FromMinutes(5) - KeysOptions.DerivedFor);
        var after = await OutcomeAsync(process, Acme, ours);
        var sealing = await process.GetRequiredService<FieldSealer>().SealAsync(Acme, Address, "x"u8.ToArray(), Token);
        var transit = await process.GetRequiredService<TransitSealer>().SealAsync(Acme, "job", "1", "x"u8.ToArray(), Token);

        after.Failure!.Code.ShouldBe(FailureCode.KeyRefused);
        sealing.Failure!.Code.ShouldBe(FailureCode.KeyRefused);
        transit.Failure!.Code.ShouldBe(FailureCode.KeyRefused);
        (await OpenAsync(process, Globex, theirs)).ShouldBe("theirs");
        (await OpenAsync(Customers(), Globex, theirs)).ShouldBe("theirs");
        var told = _log.Lines.ShouldHaveSingleItem();
        told.Level.ShouldBe(LogLevel.Critical);
        told.Text.ShouldContain(Acme.ToString());
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("distrusted")]
    public async Task The_first_call_that_learns_it_ends_what_is_cached(string how)
    {
        var process = Customers();
        await PutInForceAsync(process);
        var ours = await SealAsync(process, Acme, "ours");
        TakeAway(how);

        var credential = Address with { Use = KeyUse.Credential };
        await process.GetRequiredService<FieldSealer>().SealAsync(Acme, credential, "x"u8.ToArray(), Token);

        (await OutcomeAsync(process, Acme, ours)).Failure!.Code.ShouldBe(FailureCode.KeyRefused);
        (_key.State, _role.Trusts) = (FakeKmsKeyState.Enabled, true);
        Clock.Advance(DataKeys.RefusalStands);
        (await OpenAsync(process, Acme, ours)).ShouldBe("ours");
    }

    [Fact]
    public async Task A_customers_limits_at_KMS_do_not_slow_others_down()
    {
        var process = Customers();
        await PutInForceAsync(process);
        var globexRole = _sts.CreateRole(Globex.ToString());
        await PutInForceAsync(process, Globex, _kms.CreateKey(globexRole.Arn), globexRole);
        _kms.FailNext("ThrottlingException", times: 3);

        var ours = await process.GetRequiredService<FieldSealer>().SealAsync(Acme, Address, "x"u8.ToArray(), Token);
        var theirs = await process.GetRequiredService<FieldSealer>().SealAsync(Globex, Address, "x"u8.ToArray(), Token);

        ours.Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
        theirs.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task An_organization_that_names_anothers_role_gets_nothing()
    {
        var tried = await Customers().GetRequiredService<CustomerKeyring>().TryAsync(Globex, _key.Arn, _role.Arn, Token);

        tried.Failure!.Code.ShouldBe(FailureCode.KeyRefused);
        _sts.Given.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_role_that_anybody_can_have_used_is_refused()
    {
        var open = _sts.CreateRole(externalId: null);
        var key = _kms.CreateKey(open.Arn);

        var tried = await Customers().GetRequiredService<CustomerKeyring>().TryAsync(Acme, key.Arn, open.Arn, Token);

        tried.Failure!.Code.ShouldBe(FailureCode.Forbidden);
    }

    [Theory]
    [InlineData("arn:aws:kms:eu-central-1:444455556666:alias/raum", "arn:aws:iam::444455556666:role/raum")]
    [InlineData("0f1e2d3c", "arn:aws:iam::444455556666:role/raum")]
    [InlineData("arn:aws:kms:eu-central-1:444455556666:key/0f1e2d3c", "arn:aws:iam::444455556666:user/raum")]
    [InlineData("arn:aws:kms:eu-central-1:444455556666:key/0f1e2d3c\n", "arn:aws:iam::444455556666:role/raum")]
    public async Task Only_a_key_and_a_role_are_taken(string key, string role) =>
        (await Customers().GetRequiredService<CustomerKeyring>().TryAsync(Acme, key, role, Token)).Failure!.Code.ShouldBe(
            FailureCode.InvalidRequest
        );

    [Fact]
    public async Task A_process_that_cannot_reach_customers_keys_wraps_with_no_other()
    {
        await PutInForceAsync(Customers());

        var sealing = await NewProcess().GetRequiredService<FieldSealer>().SealAsync(Acme, Address, "x"u8.ToArray(), Token);

        sealing.Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
        (await WrappersAsync(Acme)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_keyring_wrapped_that_is_not_in_force_any_more_is_not_stored()
    {
        var process = Customers();
        await PutInForceAsync(process);
        var rows = process.GetRequiredService<DataKeyRows>();

        (await rows.AddAsync(Acme, KeyPurpose.Field, 1, "local.v1", new byte[60], Token)).Succeeded.ShouldBeTrue();
        (await rows.AddAsync(Globex, KeyPurpose.Field, 1, "customer.v1/0", new byte[60], Token)).Succeeded.ShouldBeTrue();

        (await WrappersAsync(Acme)).ShouldBeEmpty();
        (await WrappersAsync(Globex)).ShouldBeEmpty();
    }

    private void TakeAway(string how)
    {
        _role.Trusts = how != "distrusted";
        _key.State = how switch
        {
            "disabled" => FakeKmsKeyState.Disabled,
            "denied" => FakeKmsKeyState.AccessDenied,
            "deleted" => FakeKmsKeyState.PendingDeletion,
            _ => FakeKmsKeyState.Enabled,
        };
    }

    private Task PutInForceAsync(ServiceProvider process) => PutInForceAsync(process, Acme, _key, _role);

    private async Task PutInForceAsync(ServiceProvider process, OrganizationId organization, FakeKmsKey key, FakeRole role)
    {
        var held = (await process.GetRequiredService<CustomerKeyring>().TryAsync(organization, key.Arn, role.Arn, Token)).Value;
        (
            await process
                .GetRequiredService<RaumDatabase>()
                .RunAsync<Done>(
                    organization,
                    async (scope, stop) =>
                    {
                        await CustomerKeyring.PutInForceAsync(scope, held, Clock.GetUtcNow(), stop);
                        return default(Done);
                    },
                    Token
                )
        ).Succeeded.ShouldBeTrue();
    }

    private ServiceProvider Customers() =>
        NewProcess(configure: services =>
        {
            services.Configure<RaumDataOptions>(options => options.Rotation = Database.Rotation);
            services.Configure<KeysOptions>(options =>
                options.Customer = new CustomerKeysOptions
                {
                    StsRegion = FakeKms.Region,
                    StsEndpoint = _sts.Address,
                    KmsEndpoint = _kms.Address,
                }
            );
            services.AddSingleton(provider => new StsAccess(
                provider.GetRequiredService<IOptions<KeysOptions>>(),
                new BasicAWSCredentials(FakeKms.AccessKey, FakeKms.SecretKey)
            ));
            services.AddSingleton(new KmsAlerts(Clock, _log));
        });

    private static async Task<byte[]> SealAsync(ServiceProvider process, OrganizationId organization, string text) =>
        (await process.GetRequiredService<FieldSealer>().SealAsync(organization, Address, Encoding.UTF8.GetBytes(text), Token)).Value;

    private static async Task<Outcome<byte[]>> OutcomeAsync(ServiceProvider process, OrganizationId organization, byte[] sealedBytes) =>
        await process.GetRequiredService<FieldSealer>().OpenAsync(organization, Address, sealedBytes, Token);

    private static async Task<string> OpenAsync(ServiceProvider process, OrganizationId organization, byte[] sealedBytes) =>
        Encoding.UTF8.GetString((await OutcomeAsync(process, organization, sealedBytes)).Value);

    private async Task<List<string>> WrappersAsync(OrganizationId organization)
    {
        await using var source = RaumDataServiceCollectionExtensions.DataSource(Database.Superuser);
        await using var select = source
            .CreateCommand("select distinct wrapper from keys.data_key where organization_id = $1")
            .With(organization.Value);
        await using var reader = await select.ExecuteReaderAsync(Token);
        var found = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }
}
