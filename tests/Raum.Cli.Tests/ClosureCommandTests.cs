using Npgsql;
using Raum.Testing.Servers;

namespace Raum.Cli.Tests;

/// <summary>AUD-4, DATA-1: an account is closed, the customer gets the last export, and then everything goes but what proves the log.</summary>
public sealed class ClosureCommandTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string ProviderKey = "sk-ant-REAL-LOOKING-0123456789-abcdefghij-WXYZ";
    private readonly string _folder = Directory.CreateTempSubdirectory("raum-closure-").FullName;
    private TestDatabase _database = null!;
    private CommandLine _line = null!;
    private string _acme = "";
    private string _globex = "";

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _line = CommandLine.For(_database);
        _acme = await FillAsync("Acme Hosiery");
        _globex = await FillAsync("Globex");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Of_a_destroyed_organization_nothing_is_left_but_what_proves_its_log()
    {
        var before = await RowsAsync(_globex);
        var export = Path.Combine(_folder, "last.jsonl");

        var closed = await _line.DoAsync($"organization close --organization {_acme} --days 0 --output {export}");
        (await _line.DoAsync($"organization destroy --organization {_acme}")).ShouldBe("Destroyed. What proves its log stays.");

        // The customer's file holds with the keys that were printed, on a machine that knows nothing of Raum.
        var keys = Path.Combine(_folder, "keys.txt");
        await File.WriteAllLinesAsync(keys, closed.Split('\n')[2..], Token);
        var verified = await CommandLine.WithoutSettings().RunAsync($"audit verify {export} --key {keys}");
        verified.Output.ShouldEndWith("All of it holds.");
        verified.Code.ShouldBe(0);

        var rows = await RowsAsync(_acme);
        rows.Keys.ShouldBeSubsetOf(WhatStays.Tables);
        rows["audit.removed_body"].ShouldBeGreaterThan(4);
        (await DumpAsync()).ShouldNotContain("Acme Hosiery");
        (await RowsAsync(_globex)).ShouldBe(before);

        var state = await _line.DoAsync($"organization closure --organization {_acme}");
        state.ShouldStartWith("Destroyed at ");
        state.ShouldContain("reason the account was closed");
        state.ShouldContain("All other rows of the organization and its keys are destroyed");
        (await _line.DoAsync("organization list")).ShouldBe(_globex);
        (await _line.RunAsync($"organization reopen --organization {_acme}")).ShouldBeRefusedWith("It is gone");
        (await _line.DoAsync($"settings history --organization {_globex}")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_is_closed_can_be_opened_again_until_its_days_are_over_and_a_hold_keeps_it()
    {
        var before = await RowsAsync(_acme);
        var close = $"organization close --organization {_acme} --output {Path.Combine(_folder, "last.jsonl")}";

        (await _line.DoAsync($"{close}.first --days 7")).ShouldStartWith("Closed. It is destroyed after ");
        (await _line.DoAsync($"organization destroy --organization {_acme}")).ShouldStartWith("Nothing was destroyed");
        (await _line.DoAsync($"organization reopen --organization {_acme}")).ShouldBe("Open.");
        (await _line.DoAsync($"organization closure --organization {_acme}")).ShouldStartWith("Open.");

        var hold = await _line.DoAsync($"audit hold place --organization {_acme}");
        await _line.DoAsync($"{close} --days 0");
        (await _line.DoAsync($"organization destroy --organization {_acme}")).ShouldStartWith("A legal hold stands");
        (await RowsAsync(_acme))["organizations.settings"].ShouldBe(before["organizations.settings"]);
        await _line.DoAsync($"audit hold lift --organization {_acme} --id {hold}");
        (await _line.DoAsync($"organization destroy --organization {_acme}")).ShouldStartWith("Destroyed.");
    }

    [Theory]
    [InlineData("organization close --days 0", "kept.jsonl", "is there")]
    [InlineData("organization close --days 0", "missing/last.jsonl", "cannot be made")]
    [InlineData("organization close --days 0", "kept.jsonl/last.jsonl", "cannot be made")]
    [InlineData("audit export", "kept.jsonl", "is there")]
    [InlineData("audit export --format csv", "missing/last.csv", "cannot be made")]
    public async Task Where_the_file_cannot_be_made_nothing_is_done(string command, string file, string words)
    {
        var kept = Path.Combine(_folder, "kept.jsonl");
        await File.WriteAllTextAsync(kept, "the export of another customer", Token);
        var before = await RowsAsync(_acme);

        var answer = await _line.RunAsync($"{command} --organization {_acme} --output {Path.Combine(_folder, file)}");

        answer.ShouldRefuse(words);
        (await File.ReadAllTextAsync(kept, Token)).ShouldBe("the export of another customer");
        (await _line.DoAsync($"organization closure --organization {_acme}")).ShouldBe("Open.");
        (await RowsAsync(_acme)).ShouldBe(before);
    }

    [Fact]
    public async Task An_export_that_does_not_fit_is_told_and_removed_and_the_next_one_is_whole()
    {
        var export = Path.Combine(_folder, "last.jsonl");
        var close = $"organization close --organization {_acme} --days 0 --output {export}";

        (await _line.WithLittleRoom().RunAsync(close)).ShouldRefuse("run organization close again");
        File.Exists(export).ShouldBeFalse();
        (await _line.WithLittleRoom().RunAsync($"audit export --organization {_acme} --output {export}")).ShouldRefuse("in full");
        File.Exists(export).ShouldBeFalse();
        (await _line.DoAsync($"organization closure --organization {_acme}")).ShouldBe(
            "Closed. The last export was not written: run organization close again."
        );
        (await _line.DoAsync($"organization destroy --organization {_acme}")).ShouldStartWith("Nothing was destroyed");

        (await _line.DoAsync(close)).ShouldStartWith("Closed.");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(export).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await _line.DoAsync($"organization destroy --organization {_acme}")).ShouldStartWith("Destroyed.");
    }

    [Fact]
    public async Task What_was_destroyed_is_read_and_not_written()
    {
        await _line.DoAsync($"organization close --organization {_acme} --days 0 --output {Path.Combine(_folder, "last.jsonl")}");
        await _line.DoAsync($"organization destroy --organization {_acme}");
        var rows = await RowsAsync(_acme);

        (await _line.RunAsync($"audit hold place --organization {_acme}")).ShouldRefuse("destroyed");
        var again = Path.Combine(_folder, "again.jsonl");
        (await _line.RunAsync($"organization close --organization {_acme} --output {again}")).ShouldRefuse("destroyed");

        File.Exists(again).ShouldBeFalse();
        (await _line.DoAsync($"audit checkpoint --organization {_acme}")).ShouldNotBeEmpty();
        (await RowsAsync(_acme)).ShouldBe(rows);
    }

    [Theory]
    [InlineData("--days 31", "not valid")]
    [InlineData("--days -1", "not valid")]
    public async Task Days_that_nobody_agreed_to_are_refused(string days, string words) =>
        (
            await _line.RunAsync($"organization close --organization {_acme} --output {Path.Combine(_folder, "last.jsonl")} {days}")
        ).ShouldBeRefusedWith(words);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An organization with a little of everything that the command line makes.</summary>
    private async Task<string> FillAsync(string name)
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
        await ExecuteAsync(
            $"insert into organizations.organization (organization_id, name, region, created_at) values ('{id}', '{name}', 'eu', now())"
        );
        await _line.DoAsync($"api-key create --organization {id} --name CI --scope jobs");
        await _line.DoAsync(
            $"credential add --organization {id} --provider anthropic --model claude --region eu --terms-approved",
            ProviderKey
        );
        await _line.DoAsync($"audit retention --organization {id} --class aiOperation --days 365");
        await _line.DoAsync($"settings callback --organization {id} https://answers.example/raum");
        await _line.DoAsync($"member invite --organization {id}", $"owner@{name.Split(' ')[0].ToLowerInvariant()}.example");
        await _line.DoAsync($"knowledge add --organization {id} --kind article --title Returns", "Within 30 days.");
        return id;
    }

    private async Task<Dictionary<string, long>> RowsAsync(string organization)
    {
        var rows = new Dictionary<string, long>();
        await using var connection = new NpgsqlConnection(_database.Superuser);
        await connection.OpenAsync(Token);
        var tables = new List<string>();
        await using (
            var list = new NpgsqlCommand(
                """
                select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p') and not c.relispartition
                  and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped)
                """,
                connection
            )
        )
        await using (var reader = await list.ExecuteReaderAsync(Token))
        {
            while (await reader.ReadAsync(Token))
            {
                tables.Add(reader.GetString(0));
            }
        }

        foreach (var table in tables)
        {
            await using var count = new NpgsqlCommand($"select count(*) from {table} where organization_id = '{organization}'", connection);
            if ((long)(await count.ExecuteScalarAsync(Token))! is > 0 and var number)
            {
                rows[table] = number;
            }
        }

        return rows;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<string> DumpAsync()
    {
        await using var connection = new NpgsqlConnection(_database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("select database_to_xml(true, false, '')::text", connection);
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }
}
