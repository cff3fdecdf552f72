using Raum.Core;
using Raum.Testing.Kms;
using Raum.Testing.Servers;

namespace Raum.Cli.Tests;

/// <summary><c>key customer</c>: as an operator puts a customer's KMS key in force, with AWS' credentials from the environment.</summary>
public sealed class CustomerKeyCommandTests(PostgresServer postgres) : IAsyncLifetime
{
    private CommandLine _line = null!;
    private FakeKms _kms = null!;
    private FakeSts _sts = null!;
    private string _organization = null!;

    public async ValueTask InitializeAsync()
    {
        _sts = await FakeSts.StartAsync();
        _kms = await FakeKms.StartAsync();
        _kms.Sts = _sts;
        _line = CommandLine
            .For(await postgres.CreateDatabaseAsync())
            .With("AWS_ACCESS_KEY_ID", FakeKms.AccessKey)
            .With("AWS_SECRET_ACCESS_KEY", FakeKms.SecretKey)
            .With("Keys__Customer__StsRegion", FakeKms.Region)
            .With("Keys__Customer__StsEndpoint", _sts.Address.ToString())
            .With("Keys__Customer__KmsEndpoint", _kms.Address.ToString());
        _organization = await _line.DoAsync("organization create --name Acme --region eu");
    }

    public async ValueTask DisposeAsync()
    {
        await _kms.DisposeAsync();
        await _sts.DisposeAsync();
    }

    [Fact]
    public async Task A_customers_key_comes_into_force_is_shown_and_ends_on_record()
    {
        var role = _sts.CreateRole(_organization);
        var key = _kms.CreateKey(role.Arn);

        (await _line.DoAsync($"key customer show --organization {_organization}")).ShouldStartWith("None");
        (await _line.DoAsync(Set(key, role))).ShouldMatch("^In force. [1-9][0-9]* keys moved.$");
        (await _line.DoAsync(Set(key, role))).ShouldBe("In force. 0 keys moved.");
        (await _line.DoAsync($"key customer show --organization {_organization}")).ShouldBe($"{key.Arn}  through  {role.Arn}");

        key.State = FakeKmsKeyState.Disabled;
        (await _line.RunAsync($"key customer end --organization {_organization}")).ShouldRefuse("The owner of the key");
        key.State = FakeKmsKeyState.Enabled;
        (await _line.DoAsync($"key customer end --organization {_organization}")).ShouldMatch("^Ended. [1-9][0-9]* keys moved back.$");
        (await _line.RunAsync($"key customer end --organization {_organization}")).ShouldRefuse("no such thing");
    }

    [Fact]
    public async Task A_key_of_another_region_is_taken_only_when_that_is_accepted()
    {
        var globex = await _line.DoAsync("organization create --name Globex --region us");
        var role = _sts.CreateRole(globex);
        var key = _kms.CreateKey(role.Arn);

        (await _line.RunAsync(Set(key, role, globex))).ShouldRefuse("--accept-region");
        (await _line.DoAsync($"key customer show --organization {globex}")).ShouldStartWith("None");
        (await _line.DoAsync($"{Set(key, role, globex)} --accept-region")).ShouldStartWith("In force.");
    }

    [Fact]
    public async Task A_role_that_trusts_everybody_or_somebody_else_is_refused()
    {
        var open = _sts.CreateRole(externalId: null);
        var others = _sts.CreateRole(OrganizationId.Installation.ToString());

        (await _line.RunAsync(Set(_kms.CreateKey(open.Arn), open))).ShouldRefuse("sts:ExternalId");
        (await _line.RunAsync(Set(_kms.CreateKey(others.Arn), others))).ShouldRefuse("The owner of the key");
        (await _line.With("Keys__Customer__StsRegion", null).RunAsync(Set(_kms.CreateKey(open.Arn), open))).ShouldRefuse("StsRegion");
    }

    private string Set(FakeKmsKey key, FakeRole role, string? organization = null) =>
        $"key customer set --organization {organization ?? _organization} --key {key.Arn} --role {role.Arn}";
}
