using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore;
using Raum.AuditStore.Erasure;
using Raum.AuditStore.Export;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Reconciling;
using Raum.AuditStore.Retention;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Jobs;
using Raum.Jobs.Drafts;
using Raum.Organizations.Placement;
using Raum.Organizations.Settings;
using Raum.Testing.Servers;

namespace Raum.Worker.Tests;

/// <summary>ORG-1: what a worker does for an organization with a database of its own is there, and nowhere in the shared one.</summary>
public sealed class PlacementTrafficTests(PostgresServer postgres) : WorkerFixture(postgres)
{
    private readonly PostgresServer _postgres = postgres;

    // What all organizations share: who they are and who belongs to them, settings, secrets, wrapped keys.
    private static readonly string[] SharedSchemas = ["organizations", "people", "keys"];

    [Fact]
    public async Task Jobs_drafts_the_log_export_retention_and_erasure_leave_nothing_in_the_shared_database()
    {
        var own = await PlaceAsync();
        (await Host.GetRequiredService<OrganizationMoves>().ClearAsync(Acme, Database.Owner, Admin, Token)).Value.ShouldBeGreaterThan(0);
        await using var worker = NewWorker();

        var delivered = NewJob();
        (await RunAsync(worker, delivered)).Outcome.Value.ShouldBe(JobEnd.Delivered);
        Written().ShouldHaveSingleItem();
        await ChangeAsync(settings => settings with { ApprovalLifted = [] });
        var held = NewJob();
        (await RunAsync(worker, held)).Outcome.Value.ShouldBe(JobEnd.Held);
        (await Host.GetRequiredService<Approvals>().FindAsync(Acme, held.Id, Token)).Succeeded.ShouldBeTrue();
        (await EventsAsync(delivered)).Count.ShouldBeGreaterThan(3);

        await worker.GetRequiredService<AuditProjector>().CatchUpAsync(Acme, Token);
        var there = await TablesWithRowsAsync(own);
        foreach (
            var table in (string[])
                ["audit.event", "audit.tile", "audit.checkpoint", "conversation.delivery", "conversation.draft", "projection.audit_entry"]
        )
        {
            there.ShouldContain(table);
        }

        using var export = new MemoryStream();
        await (await Host.GetRequiredService<AuditExporter>().OpenAsync(Acme, 0, Token)).Value.WriteAsync(export, Token);
        export.Length.ShouldBeGreaterThan(1000);
        (
            await Host.GetRequiredService<RetentionSettings>().SetDaysAsync(Acme, AuditClass.DataAccess, 1, null, Admin, Token)
        ).Succeeded.ShouldBeTrue();
        (await worker.GetRequiredService<AuditRetention>().PurgeExpiredAsync(Acme, Token)).Succeeded.ShouldBeTrue();
        (
            await Host.GetRequiredService<PrivacyRequests>().ReceiveAsync(Acme, "DSR-17", [], [Ticket.Id], Admin, Token)
        ).Succeeded.ShouldBeTrue();
        (await worker.GetRequiredService<PrivacyErasure>().OrganizationsAsync(Token)).Value.ShouldBe([Acme]);
        (await worker.GetRequiredService<PrivacyErasure>().RunAsync(Acme, Token)).Succeeded.ShouldBeTrue();
        (await worker.GetRequiredService<LogReconciler>().RunAsync(Acme, Token)).Succeeded.ShouldBeTrue();

        (await TablesWithRowsAsync(own)).ShouldContain("audit.privacy_request");
        (await TablesWithRowsAsync(Database)).Where(table => !SharedSchemas.Contains(table.Split('.')[0])).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_it_moves_its_jobs_wait_and_nothing_is_asked_or_delivered()
    {
        await PlaceAsync();
        await ExecuteAsync("update organizations.placement set state = 'returning'");
        await using var worker = NewWorker();
        var job = NewJob();

        var tried = await RunAsync(worker, job);

        tried.Outcome.Failure!.Code.ShouldBe(FailureCode.DatabaseUnavailable);
        tried.Outcome.Failure.IsTransient.ShouldBeTrue();
        tried.Outcome.Failure.RetryAfter.ShouldBe(TimeSpan.FromMinutes(5));
        Model.Count.ShouldBe(0);
        Written().ShouldBeEmpty();

        await ExecuteAsync("update organizations.placement set state = 'moved'");
        (await RunAsync(worker, job)).Outcome.Value.ShouldBe(JobEnd.Delivered);
    }

    private async Task<TestDatabase> PlaceAsync()
    {
        var own = await _postgres.CreateEmptyDatabaseAsync();
        var moved = await Host.GetRequiredService<OrganizationMoves>()
            .PlaceAsync(Acme, Database.Owner, OrganizationMoves.Roles.ToDictionary(role => role, own.For), Admin, Token);
        moved.Succeeded.ShouldBeTrue();
        return own;
    }

    /// <summary>A worker in its own roles, with everything that it does beside jobs.</summary>
    private ServiceProvider NewWorker() =>
        NewHost(services =>
            services
                .AddRaumAuditProjector()
                .PostConfigure<RaumDataOptions>(options =>
                {
                    options.App = Database.Worker;
                    options.Projector = Database.Projector;
                    options.Purge = Database.Purge;
                })
        );

    private static Task<JobTry> RunAsync(ServiceProvider worker, QueuedJob job) =>
        worker.GetRequiredService<IJobPipeline>().RunAsync(job, 1, Token);

    private async Task ChangeAsync(Func<OrganizationSettings, OrganizationSettings> change) =>
        (await Host.GetRequiredService<SettingsStore>().ChangeAsync(Acme, change, Admin, Token)).Failure.ShouldBeNull();

    private async Task<List<string>> TablesWithRowsAsync(TestDatabase database)
    {
        var found = new List<string>();
        foreach (
            var table in await ListAsync(
                database,
                """
                select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
                where c.relkind in ('r', 'p') and not c.relispartition order by 1
                """
            )
        )
        {
            found.AddRange(await ListAsync(database, $"select '{table}' from {table} where organization_id = '{Acme}' limit 1"));
        }

        return found;
    }

    private static async Task<List<string>> ListAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var found = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
