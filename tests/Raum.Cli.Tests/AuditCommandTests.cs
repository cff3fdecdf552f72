using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Data;
using Raum.Keys;
using Raum.Testing.Servers;

namespace Raum.Cli.Tests;

/// <summary>What a reviewer does: takes an export, a key and a kept checkpoint away, and checks them where there is no Raum.</summary>
public sealed class AuditCommandTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("raum-audit-");
    private CommandLine _line = null!;
    private CommandLine _offline = null!;
    private string _organization = "";
    private TestDatabase _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _line = CommandLine.For(_database);
        _offline = CommandLine.WithoutSettings();
        _organization = await _line.DoAsync("organization create --name Acme --region eu");
        await ProjectAsync();
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_export_is_checked_offline_and_the_exit_code_says_whether_it_holds()
    {
        var kept = await SaveAsync("kept.txt", await _line.DoAsync($"audit checkpoint --organization {_organization}"));
        await _line.DoAsync($"api-key create --organization {_organization} --name CI --scope jobs");
        await ProjectAsync();
        var keys = await SaveAsync("keys.txt", await _line.DoAsync($"audit keys --organization {_organization}"));
        var export = PathOf("export.jsonl");
        await _line.DoAsync($"audit export --organization {_organization} --output {export}");

        await _line.DoAsync($"audit export --organization {_organization} --format csv --output {PathOf("export.csv")}");
        await ProjectAsync();
        (await EntriesAsync("request-served.v1", "route")).ShouldBe(["/v1/audit/export", "/v1/audit/export"]);

        var good = await _offline.RunAsync($"audit verify {export} --key {keys} --since {kept}");
        good.Errors.ShouldBe("");
        good.Code.ShouldBe(0);
        good.Output.ShouldContain("earlier checkpoint (1 entries) is the beginning of this one");
        good.Output.ShouldEndWith("All of it holds.");

        var text = await File.ReadAllTextAsync(export, Token);
        var changed = await SaveAsync("changed.jsonl", text.Replace("Success", "Failure", StringComparison.Ordinal));
        var bad = await _offline.RunAsync($"audit verify {changed} --key {keys}");
        bad.Code.ShouldBe(1);
        bad.Output.ShouldContain("PROBLEM  Entry 0 is not what the log committed to");
        bad.Output.ShouldEndWith("It does NOT hold.");
    }

    [Fact]
    public async Task The_proof_of_one_entry_is_checked_offline()
    {
        var key = await _line.DoAsync($"audit keys --organization {_organization}");
        var proof = await SaveAsync(
            "entry.tlog-proof",
            await _line.DoAsync($"audit proof --organization {_organization} --entry 0") + "\n"
        );

        var answer = await _offline.RunAsync($"audit verify {proof} --key {key}");

        answer.Code.ShouldBe(0);
        answer.Output.ShouldContain("organization-created.v1");
    }

    [Fact]
    public async Task After_a_rotation_exports_hold_with_the_old_key_and_with_the_new_one()
    {
        var old = await _line.DoAsync($"audit keys --organization {_organization}");
        var rotated = await _line.DoAsync($"audit rotate-key --organization {_organization}");
        await ProjectAsync();
        var export = PathOf("export.jsonl");
        await _line.DoAsync($"audit export --organization {_organization} --output {export}");

        (await _offline.RunAsync($"audit verify {export} --key {old}")).Code.ShouldBe(0);
        (await _offline.RunAsync($"audit verify {export} --key {rotated}")).Code.ShouldBe(0);
        (await _line.DoAsync($"audit keys --organization {_organization}")).Split('\n').Select(key => key.Trim()).ShouldBe([rotated, old]);
    }

    [Fact]
    public async Task What_cannot_be_read_is_neither_good_nor_bad()
    {
        var key = await _line.DoAsync($"audit keys --organization {_organization}");
        var file = await SaveAsync("file.txt", "text\n");

        (await _offline.RunAsync($"audit verify {PathOf("none.jsonl")} --key {key}")).Code.ShouldBe(2);
        (await _offline.RunAsync($"audit verify {file} --key not-a-key")).Code.ShouldBe(2);
        (await _offline.RunAsync($"audit verify {file} --key {file}")).Code.ShouldBe(2);
        (await _offline.RunAsync($"audit verify {file} --key {key} --since {file}")).Code.ShouldBe(2);
        (await _offline.RunAsync($"audit verify {file} --key {key}")).Code.ShouldBe(1);
        (await _offline.RunAsync($"audit verify {file}")).Code.ShouldNotBe(0);
    }

    [Fact]
    public async Task Retention_holds_and_erasure_answer_in_words_and_stand_on_record()
    {
        var organization = $"--organization {_organization}";

        (await _line.DoAsync($"audit retention {organization} --class aiOperation --days 365")).ShouldBe("Kept for 365 days.");
        (await _line.RunAsync($"audit retention {organization} --class aiOperation --days 0")).ShouldRefuse("not valid");
        var hold = await _line.DoAsync($"audit hold place {organization}");
        (await _line.DoAsync($"audit hold lift {organization} --id {hold}")).ShouldBe("Lifted.");
        (await _line.RunAsync($"audit erase {organization} --ticket 35436 --request Jane.Doe")).ShouldRefuse("not valid");
        (await _line.DoAsync($"audit erase {organization} --ticket 35436 --request DSR-7")).ShouldStartWith("Request DSR-7 is taken, due ");
        (await _line.RunAsync($"audit erase {organization} --ticket 35436 --request DSR-7")).ShouldRefuse("was taken before");
        (await _line.DoAsync($"audit requests {organization}")).ShouldEndWith("  taken");
        (await _line.DoAsync($"audit purge {organization}")).ShouldBe("0 entries lost their body.");
    }

    [Fact]
    public async Task Sinks_are_added_listed_approved_and_removed_and_none_is_taken_that_cannot_be_reached_safely()
    {
        var organization = $"--organization {_organization}";
        var secret = await SaveAsync("secret.txt", "5f0c2f7d9a1b4e63b8d1c0a9e7f6d5c4b3a29180");
        var shortSecret = await SaveAsync("short.txt", "too short");

        var siem = await _line.DoAsync($"audit sink add {organization} --kind Syslog --format cef --address tls://siem.acme.example:6514");
        var hook = await _line.DoAsync(
            $"audit sink add {organization} --kind AlertWebhook --address https://hooks.acme.example/raum --secret-file {secret}"
        );
        foreach (
            var refused in (string[])
                [
                    "--kind Syslog --address tcp://siem.acme.example:514",
                    "--kind CloudEvents --address https://siem.acme.example/events",
                    $"--kind CloudEvents --address https://siem.acme.example/events --secret-file {shortSecret}",
                    "--kind AlertSlack --address ftp://hooks.acme.example/T0",
                    "--kind AlertMail --address not-an-address",
                    "--kind CheckpointFile --address /etc/passwd",
                ]
        )
        {
            (await _line.RunAsync($"audit sink add {organization} {refused}")).ShouldRefuse("not valid");
        }

        var listed = (await _line.DoAsync($"audit sink list {organization}")).Split('\n').Select(line => line.Trim()).ToList();
        listed.ShouldBe([$"{siem}  Syslog  position 0  headers  not approved", listed[1]]);
        listed[1].ShouldStartWith($"{hook}  AlertWebhook  position ");
        (await _line.DoAsync($"approval list {organization}")).ShouldContain($"waiting  AuditSink  {siem}");
        (await _line.DoAsync($"approval give {organization} --use AuditSink --subject {siem}")).ShouldContain("--in-writing");
        (await _line.DoAsync($"audit sink list {organization}")).ShouldContain("headers  not approved");
        var approval = await _line.DoAsync($"approval give {organization} --use AuditSink --subject {siem} --in-writing");
        (await _line.DoAsync($"audit sink list {organization}")).ShouldContain($"{siem}  Syslog  position 0  headers  good");
        (await _line.RunAsync($"audit sink change {organization} --id {siem} --change ContentApproved")).ShouldRefuse("not valid");
        await _line.DoAsync($"approval give {organization} --use AuditContent --subject {siem} --in-writing");
        (await _line.DoAsync($"audit sink list {organization}")).ShouldContain("with content");
        (await _line.DoAsync($"approval withdraw {organization} --id {approval}")).ShouldBe("Withdrawn.");
        (await _line.RunAsync($"approval withdraw {organization} --id {approval}")).Code.ShouldNotBe(0);
        (await _line.DoAsync($"audit sink list {organization}")).ShouldContain($"{siem}  Syslog  position 0  with content  not approved");
        (await _line.DoAsync($"audit sink change {organization} --id {hook} --change Removed")).ShouldBe("Changed.");
        (await _line.DoAsync($"audit sink list {organization}")).ShouldNotContain(hook);
        (await _line.RunAsync($"audit sink change {organization} --id {hook} --change Revived")).Code.ShouldNotBe(0);
        (await _line.RunAsync($"audit sink change {organization} --id {siem} --change Dead")).ShouldRefuse("not valid");

        await ProjectAsync();
        (await EntriesAsync("sink-changed.v1", "change")).ShouldBe([
            "Added",
            "Added",
            "Approved",
            "ContentApproved",
            "ApprovalWithdrawn",
            "Removed",
        ]);
    }

    [Fact]
    public async Task An_alert_gets_a_threshold_of_the_organizations_own_and_it_is_on_record()
    {
        var organization = $"--organization {_organization}";

        (await _line.DoAsync($"audit alert {organization} --rule mass-export --threshold 2")).ShouldBe("Set.");
        (await _line.DoAsync($"audit alert {organization} --rule mass-export --threshold 3 --muted-until 2030-01-01T00:00:00Z")).ShouldBe(
            "Set."
        );
        (await _line.RunAsync($"audit alert {organization} --rule no-such-rule --threshold 2")).ShouldRefuse("not valid");
        (await _line.RunAsync($"audit alert {organization} --rule mass-export --threshold 0")).ShouldRefuse("not valid");

        await ProjectAsync();
        (await EntriesAsync("setting-changed.v1", "setting")).ShouldBe(["alert-mass-export", "alert-mass-export"]);
    }

    [Fact]
    public async Task Read_models_are_built_again_from_the_log()
    {
        await _line.DoAsync($"api-key create --organization {_organization} --name CI --scope jobs");
        await ProjectAsync();
        await using (var connection = new NpgsqlConnection(_database.Superuser))
        {
            await connection.OpenAsync(Token);
            await using var spoil = new NpgsqlCommand("delete from projection.audit_entry", connection);
            (await spoil.ExecuteNonQueryAsync(Token)).ShouldBe(2);
        }

        (await _line.DoAsync($"audit rebuild --organization {_organization}")).ShouldBe("The read models are made of 2 entries.");

        (await EntriesAsync("api-key-created.v1", "name")).Count.ShouldBe(1);
    }

    private async Task<List<string?>> EntriesAsync(string type, string detail)
    {
        await using var connection = new NpgsqlConnection(_database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(
            "select details ->> $2 from projection.audit_entry where type = $1 order by revision",
            connection
        ).With(type, detail);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var found = new List<string?>();
        while (await reader.ReadAsync(Token))
        {
            found.Add(reader.IsDBNull(0) ? null : reader.GetString(0));
        }

        return found;
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private async Task<string> SaveAsync(string name, string text)
    {
        await File.WriteAllTextAsync(PathOf(name), text, Token);
        return PathOf(name);
    }

    /// <summary>What the worker does behind the log.</summary>
    private async Task ProjectAsync()
    {
        var services = new ServiceCollection().AddLogging();
        services.Configure<RaumDataOptions>(data => (data.App, data.Projector) = (_database.App, _database.Projector));
        services.Configure<KeysOptions>(keys => keys.Local = new LocalKeyringOptions { MasterSecret = _line["Keys__Local__MasterSecret"] });
        await using var provider = services.AddRaumData().AddRaumKeys().AddRaumAuditProjector().BuildServiceProvider();
        await provider.GetRequiredService<AuditProjector>().CatchUpAsync(new OrganizationId(Guid.Parse(_organization)), Token);
    }
}
