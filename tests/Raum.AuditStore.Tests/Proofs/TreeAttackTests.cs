using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Proofs;

/// <summary>Tree, checkpoints and keys against a service that went wrong, and against who may do everything with the database.</summary>
public sealed class TreeAttackTests(PostgresServer postgres) : ProofFixture(postgres)
{
    private const string Refused = "42501";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RecordAsync(Acme, 300);
    }

    [Theory]
    [InlineData("tile", "hashes")]
    [InlineData("checkpoint", "note")]
    [InlineData("log_key", "public_key")]
    public async Task No_role_changes_removes_or_empties_them(string table, string column)
    {
        string[] attempts =
        [
            $"update audit.{table} set {column} = {column}",
            $"delete from audit.{table}",
            $"truncate audit.{table}",
            $"alter table audit.{table} disable trigger all",
            $"drop table audit.{table}",
        ];
        string[] services = [Database.App, Database.Api, Database.Worker, Database.Projector, Database.Purge, Database.Platform];
        foreach (var attempt in attempts)
        {
            foreach (var role in services)
            {
                (await Should.ThrowAsync<PostgresException>(() => AsAsync(role, attempt))).SqlState.ShouldBe(Refused, attempt);
            }
        }

        foreach (var attempt in attempts[..3])
        {
            foreach (var role in (string[])[Database.Owner, Database.Superuser])
            {
                (await Should.ThrowAsync<PostgresException>(() => AsAsync(role, attempt))).SqlState.ShouldBe(Refused, attempt);
            }
        }

        (await CheckpointAsync(Acme)).Size.ShouldBe(300);
    }

    [Theory]
    [InlineData(0, 301)]
    [InlineData(0, 299)]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1, 2)]
    public async Task The_projector_writes_no_hash_over_another_and_leaves_no_gap(int level, long start)
    {
        var sql =
            $"insert into audit.tile select organization_id, {level}, {start}, decode(repeat('00', 32), 'hex') from organizations.organization";

        (await Should.ThrowAsync<PostgresException>(() => AsAsync(Database.Projector, sql))).SqlState.ShouldBeOneOf("23000", "23505");
    }

    [Theory]
    [InlineData(299)]
    [InlineData(300)]
    [InlineData(301)]
    public async Task The_projector_adds_no_checkpoint_that_does_not_grow_or_is_ahead_of_the_tree(long size)
    {
        var sql =
            $"insert into audit.checkpoint select organization_id, {size}, decode(repeat('00', 32), 'hex'), '', now() from organizations.organization";

        (await Should.ThrowAsync<PostgresException>(() => AsAsync(Database.Projector, sql))).SqlState.ShouldBeOneOf("23000", "23505");
    }

    [Theory]
    [InlineData("raum_api")]
    [InlineData("raum_app")]
    [InlineData("raum_worker")]
    [InlineData("raum_purge")]
    [InlineData("raum_platform")]
    public async Task Only_the_projector_reads_the_private_keys_and_nobody_else_adds_anything(string role)
    {
        var connection = role switch
        {
            "raum_api" => Database.Api,
            "raum_app" => Database.App,
            "raum_worker" => Database.Worker,
            "raum_purge" => Database.Purge,
            _ => Database.Platform,
        };
        string[] attempts =
        [
            "select seed_sealed from audit.log_key",
            "insert into audit.tile select * from audit.tile",
            "insert into audit.checkpoint (size) values (1)",
            "insert into audit.log_key (version) values (2)",
        ];
        foreach (var attempt in attempts)
        {
            (await Should.ThrowAsync<PostgresException>(() => AsAsync(connection, attempt))).SqlState.ShouldBe(Refused, attempt);
        }
    }

    [Theory]
    [InlineData("update audit.tile set hashes = set_byte(hashes, 5, get_byte(hashes, 5) # 1) where level = 1")]
    [InlineData("update audit.tile set hashes = set_byte(hashes, 5, get_byte(hashes, 5) # 1) where level = 0 and start >= 256")]
    [InlineData("delete from audit.tile where level = 1")]
    [InlineData("update audit.checkpoint set root = set_byte(root, 5, get_byte(root, 5) # 1)")]
    [InlineData("update audit.checkpoint set note = replace(note, '300', '299')")]
    [InlineData("update audit.checkpoint set note = ''")]
    public async Task Nothing_more_is_signed_after_the_tree_or_the_checkpoint_was_changed(string sql)
    {
        (await TamperAsync(sql)).ShouldBeGreaterThan(0);
        await Log.AppendAsync(Acme, [AnyEvent()], Token);

        (await Should.ThrowAsync<AuditReadException>(() => Projector.CatchUpAsync(Acme, Token))).Code.ShouldBe(FailureCode.SealBroken);
    }

    [Fact]
    public async Task A_checkpoint_and_a_tree_that_were_changed_together_are_noticed_by_the_signature()
    {
        await TamperAsync(
            """
            update audit.tile set hashes = set_byte(hashes, 5, get_byte(hashes, 5) # 1) where level = 1;
            delete from audit.checkpoint
            """
        );
        var changed = await Process.GetRequiredService<CheckpointSigner>().SignIfDueAsync(Acme, now: true, Token);
        changed.ShouldBeNull();
        var forged = await CheckpointAsync(Acme);

        // Signed anew, because the log's own memory was wiped. Who kept the first checkpoint sees it: VerifyTests.
        forged.Size.ShouldBe(300);
    }

    [Fact]
    public async Task A_log_that_was_cut_back_grows_no_tree()
    {
        await TamperAsync("delete from audit.event where revision >= 200; update audit.head set revision = 199");
        await Log.AppendAsync(Acme, [AnyEvent()], Token);

        // Its revisions are in the tree already: nothing of them is new, and nothing is signed.
        await Projector.CatchUpAsync(Acme, Token);

        (await CheckpointAsync(Acme)).Size.ShouldBe(300);
    }

    [Fact]
    public async Task A_tree_that_was_cut_back_stops_the_proofs()
    {
        await TamperAsync("delete from audit.tile where start >= 256 and level = 0");
        await Log.AppendAsync(Acme, [AnyEvent()], Token);

        (await Should.ThrowAsync<AuditReadException>(() => Projector.CatchUpAsync(Acme, Token))).Code.ShouldBe(FailureCode.SealBroken);
        (await Proofs.EntryAsync(Acme, 280, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
    }

    private async Task AsAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand($"select set_config('raum.organization', '{Acme}', true); {sql}", connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
