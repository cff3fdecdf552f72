using System.Security.Cryptography;
using Npgsql;
using Raum.Testing.Servers;

namespace Raum.Cli.Tests;

/// <summary>Staff, support and the sidebar, as an operator handles them: in the operator's database role, with addresses and secrets on standard input.</summary>
public sealed class PeopleCommandTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string SharedKey = "a key of the account, 32 characters and more";
    private TestDatabase _database = null!;
    private CommandLine _line = null!;
    private string _organization = "";

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _line = CommandLine.For(_database);
        _organization = await _line.DoAsync("organization create --name Acme --region eu");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Staff_are_invited_and_who_is_none_is_neither_assigned_nor_removed()
    {
        var link = await _line.DoAsync("staff invite", "sam@platform.example");

        link.ShouldContain("/invitation#");
        (await _line.DoAsync($"support list --organization {_organization}")).ShouldBe("");
        (await _line.RunAsync("staff remove", "sam@platform.example")).ShouldBeRefusedWith("no such thing");
        (await _line.RunAsync("staff invite", "no address")).ShouldBeRefusedWith("not valid");
        (
            await _line.RunAsync(
                $"support assign --organization {_organization} --access 0197a3c4-0000-7000-8000-00000000000c",
                "sam@platform.example"
            )
        ).ShouldBeRefusedWith("no such thing");
        (await DumpAsync()).ShouldNotContain("sam@platform.example");
    }

    [Fact]
    public async Task The_sidebars_key_is_taken_and_the_shared_one_is_sealed()
    {
        using var rsa = RSA.Create(2048);
        var sidebar = $"zendesk sidebar --organization {_organization} --address acme --installation 61 --agents";

        (await _line.DoAsync(sidebar, rsa.ExportSubjectPublicKeyInfoPem().Split('\n'))).ShouldBe("done");
        (await _line.RunAsync(sidebar, "no key")).ShouldBeRefusedWith("not valid");
        (await _line.DoAsync($"zendesk shared-key --organization {_organization} --address acme", SharedKey)).ShouldBe("done");
        (await DumpAsync()).ShouldNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(SharedKey)));
        (await _line.DoAsync($"zendesk shared-key --organization {_organization} --address acme --off")).ShouldBe("done");
        (await _line.RunAsync($"zendesk shared-key --organization {_organization} --address globex", SharedKey)).ShouldBeRefusedWith(
            "not valid"
        );
    }

    [Fact]
    public async Task A_token_key_that_is_not_there_is_not_withdrawn()
    {
        (await _line.DoAsync("token-key list")).ShouldBe("");
        (await _line.RunAsync("token-key withdraw 0123456789abcdef0123456789abcdef")).ShouldBeRefusedWith("no such thing");
    }

    private async Task<string> DumpAsync()
    {
        await using var connection = new NpgsqlConnection(_database.Superuser);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select schema_to_xml('people', true, false, '')::text", connection);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
