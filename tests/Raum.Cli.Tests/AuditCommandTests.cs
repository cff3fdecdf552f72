using Microsoft.Extensions.DependencyInjection;
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
        (await _line.RunAsync($"audit erase {organization} --ticket 35436 --request DSR-7")).ShouldRefuse("legal hold");
        (await _line.DoAsync($"audit hold lift {organization} --id {hold}")).ShouldBe("Lifted.");
        (await _line.DoAsync($"audit erase {organization} --ticket 35436 --request DSR-7")).ShouldStartWith("0 entries");
        (await _line.DoAsync($"audit purge {organization}")).ShouldBe("0 entries lost their body.");
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
