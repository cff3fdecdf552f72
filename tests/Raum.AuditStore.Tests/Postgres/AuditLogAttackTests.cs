using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Postgres;

/// <summary>A service that went wrong cannot change what is recorded, leave a gap or jump ahead: Postgres refuses, not Raum.</summary>
public sealed class AuditLogAttackTests(PostgresServer postgres) : AuditStoreFixture(postgres)
{
    private static string Insert(string revision) =>
        $"insert into audit.event (organization_id, revision, event_id, recorded_at, header, salt, body) select $1, {revision}, gen_random_uuid(), now(), '', decode(repeat('00', 32), 'hex'), ''";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var log = NewProcess().GetRequiredService<IAuditLog>();
        await log.AppendAsync(Acme, [AnyEvent(), AnyEvent(), AnyEvent()], Token);
    }

    [Theory]
    [InlineData("update audit.event set body = ''")]
    [InlineData("update audit.event set revision = 7 where revision = 2")]
    [InlineData("delete from audit.event")]
    [InlineData("truncate audit.event")]
    [InlineData("truncate audit.head")]
    [InlineData("delete from audit.head")]
    [InlineData("alter table audit.event disable trigger all")]
    [InlineData("drop table audit.event")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("set role raum_owner")]
    public async Task No_service_role_changes_or_removes_what_is_recorded(string sql)
    {
        foreach (var role in (string[])[Database.App, Database.Projector, Database.Purge, Database.Platform])
        {
            (await Should.ThrowAsync<PostgresException>(() => RunAsync(role, Acme, sql))).SqlState.ShouldBe("42501");
        }

        await StillWholeAsync();
    }

    [Theory]
    [InlineData("update audit.event set body = ''")]
    [InlineData("delete from audit.event")]
    [InlineData("truncate audit.event")]
    [InlineData("truncate audit.head")]
    public async Task Not_even_the_owner_does_it_by_mistake(string sql)
    {
        await Should.ThrowAsync<PostgresException>(() => RunAsync(Database.Owner, Acme, sql));
        await Should.ThrowAsync<PostgresException>(() => RunAsync(Database.Superuser, Acme, sql));

        await StillWholeAsync();
    }

    [Theory]
    [InlineData("4")]
    [InlineData("2")]
    [InlineData("0")]
    [InlineData("generate_series(4, 5)")]
    [InlineData("3 + 2 * generate_series(0, 1)")]
    public async Task An_event_that_does_not_follow_the_head_is_refused(string revision)
    {
        var sql = Insert(revision);

        (await Should.ThrowAsync<PostgresException>(() => RunAsync(Database.App, Acme, sql, Acme.Value))).SqlState.ShouldBeOneOf(
            "23000",
            "23505"
        );

        await StillWholeAsync();
    }

    [Theory]
    [InlineData("update audit.head set revision = 9")]
    [InlineData("update audit.head set revision = 1")]
    [InlineData("update audit.head set revision = -1")]
    public async Task The_head_does_not_leave_the_last_event(string sql)
    {
        (await Should.ThrowAsync<PostgresException>(() => RunAsync(Database.App, Acme, sql))).SqlState.ShouldBe("23000");

        await StillWholeAsync();
    }

    [Fact]
    public async Task A_stream_does_not_begin_in_its_middle()
    {
        await Should.ThrowAsync<PostgresException>(() =>
            RunAsync(Database.App, Globex, "insert into audit.head (organization_id, revision) values ($1, 5)", Globex.Value)
        );
    }

    [Fact]
    public async Task Another_organization_reads_nothing_and_writes_nothing()
    {
        (await RunAsync(Database.App, Globex, "select revision from audit.event")).ShouldBe(0);
        (await RunAsync(Database.App, Globex, "update audit.head set revision = revision")).ShouldBe(0);
        var sql = Insert("3");
        (await Should.ThrowAsync<PostgresException>(() => RunAsync(Database.App, Globex, sql, Acme.Value))).SqlState.ShouldBe("42501");

        await StillWholeAsync();
    }

    [Fact]
    public async Task A_changed_byte_is_noticed_when_it_is_read()
    {
        foreach (var column in (string[])["body", "header"])
        {
            await ExecuteAsync(
                Database.Superuser,
                $"set session_replication_role = replica; update audit.event set {column} = set_byte({column}, 30, get_byte({column}, 30) # 1) where revision = 1"
            );

            var log = NewProcess().GetRequiredService<IAuditLog>();

            (await Should.ThrowAsync<AuditReadException>(() => ReadAllAsync(log, Acme))).Code.ShouldBe(FailureCode.SealBroken);
        }
    }

    [Fact]
    public async Task The_database_shows_no_text_of_an_event()
    {
        var log = NewProcess().GetRequiredService<IAuditLog>();
        await log.AppendAsync(Acme, [AnyEvent("a very particular prompt")], Token);

        (
            await RunAsync(
                Database.Superuser,
                Acme,
                "select 1 from audit.event e where position('particular' in encode(e.body, 'escape') || encode(e.header, 'escape')) > 0"
            )
        ).ShouldBe(0);
    }

    private async Task StillWholeAsync()
    {
        var events = await ReadAllAsync(NewProcess().GetRequiredService<IAuditLog>(), Acme);
        events.Select(recorded => recorded.Revision).ShouldBe([0, 1, 2]);
    }

    /// <returns>Rows that came back or were changed.</returns>
    private static async Task<int> RunAsync(string connectionString, OrganizationId organization, string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var scope = new NpgsqlCommand("select set_config('raum.organization', $1, true)", connection)
        {
            Parameters = { new() { Value = organization.ToString() } },
        };
        await scope.ExecuteNonQueryAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        var rows = 0;
        await using (var reader = await command.ExecuteReaderAsync(Token))
        {
            while (await reader.ReadAsync(Token))
            {
                rows++;
            }

            rows += Math.Max(0, reader.RecordsAffected);
        }

        await transaction.CommitAsync(Token);
        return rows;
    }
}
