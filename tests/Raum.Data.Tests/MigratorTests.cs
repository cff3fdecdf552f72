using Npgsql;
using Raum.Testing.Servers;

namespace Raum.Data.Tests;

/// <summary>Plain numbered files, applied once, never changed.</summary>
public sealed class MigratorTests(PostgresServer server)
{
    private static readonly Migration First = Migration.Parse("0001_first.sql", "create table raum.first (id int)");
    private static readonly Migration Second = Migration.Parse("0002_second.sql", "create table raum.second (id int)");

    [Fact]
    public async Task Applies_the_files_of_this_build_once()
    {
        var database = await server.CreateEmptyDatabaseAsync();

        var first = await Migrator.ApplyAsync(database.Owner, TestContext.Current.CancellationToken);
        var second = await Migrator.ApplyAsync(database.Owner, TestContext.Current.CancellationToken);

        first.Select(migration => migration.Number).ShouldBe(Migrator.Embedded.Select(migration => migration.Number));
        first.ShouldNotBeEmpty();
        second.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_had_the_files_about_closure_before_those_about_placement_becomes_like_a_new_one()
    {
        var upgraded = await server.CreateEmptyDatabaseAsync();
        var fresh = await server.CreateEmptyDatabaseAsync();
        var earlier = Migrator.Embedded.Where(file => file.Number is <= 140 and not (>= 130 and < 140)).ToList();
        await Migrator.ApplyAsync(upgraded.Owner, earlier, TestContext.Current.CancellationToken);

        await Migrator.ApplyAsync(upgraded.Owner, TestContext.Current.CancellationToken);

        await Migrator.ApplyAsync(fresh.Owner, TestContext.Current.CancellationToken);
        var (now, wanted) = (await RulesAsync(upgraded), await RulesAsync(fresh));
        now.Except(wanted).ShouldBeEmpty();
        wanted.Except(now).ShouldBeEmpty();
    }

    [Fact]
    public async Task Concurrent_runs_take_turns_and_apply_each_file_once()
    {
        var database = await server.CreateEmptyDatabaseAsync();

        var runs = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => Migrator.ApplyAsync(database.Owner, TestContext.Current.CancellationToken)))
        );

        runs.Sum(run => run.Count).ShouldBe(Migrator.Embedded.Count);
        runs.Count(run => run.Count > 0).ShouldBe(1);
    }

    [Fact]
    public async Task A_changed_file_is_refused()
    {
        var database = await server.CreateEmptyDatabaseAsync();
        await Migrator.ApplyAsync(database.Owner, [First], TestContext.Current.CancellationToken);

        var refused = await Should.ThrowAsync<MigrationException>(() =>
            Migrator.ApplyAsync(
                database.Owner,
                [Migration.Parse("0001_first.sql", First.Sql + " -- edited"), Second],
                TestContext.Current.CancellationToken
            )
        );

        refused.Message.ShouldContain("0001_first.sql");
        (await TablesAsync(database)).ShouldBe(["first"]);
    }

    [Fact]
    public async Task A_database_that_is_newer_than_the_build_is_refused()
    {
        var database = await server.CreateEmptyDatabaseAsync();
        await Migrator.ApplyAsync(database.Owner, [First, Second], TestContext.Current.CancellationToken);

        await Should.ThrowAsync<MigrationException>(() =>
            Migrator.ApplyAsync(database.Owner, [First], TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_file_that_fails_leaves_nothing_of_itself_and_keeps_the_ones_before()
    {
        var database = await server.CreateEmptyDatabaseAsync();
        var broken = Migration.Parse("0003_broken.sql", "create table raum.third (id int); select 1 / 0");

        await Should.ThrowAsync<MigrationException>(() =>
            Migrator.ApplyAsync(database.Owner, [First, Second, broken], TestContext.Current.CancellationToken)
        );

        (await TablesAsync(database)).ShouldBe(["first", "second"]);
        (await Migrator.ApplyAsync(database.Owner, [First, Second], TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public void Line_ends_do_not_change_a_checksum() =>
        Migration
            .Parse("0001_a.sql", "select 1;\r\nselect 2;\r\n")
            .Sha256.ShouldBe(Migration.Parse("0001_a.sql", "select 1;\nselect 2;\n").Sha256);

    [Fact]
    public void Numbers_are_unique() => Migrator.Embedded.Select(migration => migration.Number).ShouldBeUnique();

    private static Task<List<string>> TablesAsync(TestDatabase database) =>
        ListAsync(database, "select tablename from pg_tables where schemaname = 'raum' and tablename <> 'migration' order by 1");

    /// <summary>Who may do what: each policy, each privilege on a table or a function, on a column where the table's does not say it already, each trigger and each function's text.</summary>
    private static Task<List<string>> RulesAsync(TestDatabase database) =>
        ListAsync(
            database,
            """
            with relation as (
              select c.oid, c.relacl, c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
            ), rule as (
              select format('policy %s on %s: %s %s %s using %s check %s', policyname, schemaname || '.' || tablename, permissive, roles, cmd, qual, with_check)
              from pg_policies
              union all
              select format('%s on %s to %s', a.privilege_type, r.name, a.grantee::regrole) from relation r, aclexplode(r.relacl) a
              union all
              select format('%s (%s) on %s to %s', a.privilege_type, t.attname, r.name, a.grantee::regrole)
              from relation r join pg_attribute t on t.attrelid = r.oid, aclexplode(t.attacl) a
              where not has_table_privilege(a.grantee, r.oid, a.privilege_type)
              union all
              select pg_get_triggerdef(t.oid) from pg_trigger t join relation r on r.oid = t.tgrelid where not t.tgisinternal
              union all
              select format('%s by %s %s', pg_get_functiondef(p.oid), p.proowner::regrole, (select string_agg(x::text, ' ' order by x::text) from unnest(p.proacl) x))
              from pg_proc p join pg_namespace n on n.oid = p.pronamespace
              where n.nspname not in ('pg_catalog', 'information_schema') and p.prokind in ('f', 'p')
            )
            select * from rule order by 1
            """
        );

    private static async Task<List<string>> ListAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var lines = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}
