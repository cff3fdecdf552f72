using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Projections;

/// <summary>Read models are built again beside the ones that are read, and put in their place at once.</summary>
public sealed class RebuildTests(PostgresServer postgres) : ProjectionFixture(postgres)
{
    private static readonly string[] Tables = ["audit_entry", "job_summary", "job_subject", "usage", "masking"];

    [Fact]
    public async Task Readers_see_the_old_rows_until_the_new_ones_are_complete_and_the_projector_goes_on_meanwhile()
    {
        await RecordAsync(jobs: 20);
        await Projector.CatchUpAsync(Acme, Token);
        await ExecuteAsync(Database.Superuser, "delete from projection.audit_entry where revision >= 150");
        var seen = new List<int>();
        var pausing =
            (Func<Task>)(
                async () =>
                {
                    seen.Add(await EntriesAsync());
                    // What comes while it is built is seen at once, by the old generation.
                    await RecordAsync(jobs: 1);
                    await Projector.CatchUpAsync(Acme, Token);
                    seen.Add(await EntriesAsync());
                }
            );

        var built = await NewRebuild(whileWriting: pausing).RunAsync(Acme, Token);

        seen.ShouldBe([150, 158]);
        built.ShouldBe(168);
        (await EntriesAsync()).ShouldBe(168);
        (await ScalarAsync<long>("select count(distinct generation) from projection.audit_entry")).ShouldBe(1);
        await RecordAsync(jobs: 1);
        await Projector.CatchUpAsync(Acme, Token);
        (await EntriesAsync()).ShouldBe(176);
        (await ScalarAsync<decimal>("select sum(calls) from projection.usage")).ShouldBe(44);
    }

    [Fact]
    public async Task Jobs_that_are_cut_in_batches_of_which_two_are_written_at_a_time_give_the_rows_that_were_there()
    {
        await RecordAsync(jobs: 30);
        await Projector.CatchUpAsync(Acme, Token);
        var before = await Task.WhenAll(Tables.Select(RowsAsync));

        // Less than the life of a job: every one is cut in two.
        (await NewRebuild(batchSize: 7).RunAsync(Acme, Token)).ShouldBe(240);

        var after = await Task.WhenAll(Tables.Select(RowsAsync));
        for (var i = 0; i < Tables.Length; i++)
        {
            after[i].ShouldBe(before[i], Tables[i]);
        }
    }

    [Fact]
    public async Task What_is_being_removed_while_a_rebuild_begins_does_not_come_back()
    {
        await RecordAsync(jobs: 5);
        await Projector.CatchUpAsync(Acme, Token);
        await using var removing = new Npgsql.NpgsqlConnection(Database.Superuser);
        await removing.OpenAsync(Token);
        await using var transaction = await removing.BeginTransactionAsync(Token);
        await using (
            var remove = new Npgsql.NpgsqlCommand(
                $"""
                set local role raum_purge;
                select set_config('raum.organization', '{Acme.Value}', true);
                insert into audit.removal (organization_id, receipt_id, cause, reason, revisions, planned_at)
                  values ('{Acme.Value}', '{Acme.Value}', 'request', 'request', array(select generate_series(0, 7))::bigint[], now());
                select audit.remove_bodies('{Acme.Value}', 'note', now());
                """,
                removing
            )
        )
        {
            await remove.ExecuteNonQueryAsync(Token);
        }

        var rebuilding = Projector.RebuildAsync(Acme, Token);
        await Eventually.TrueAsync(async () =>
            rebuilding.IsCompleted
            || await ScalarAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and not granted") > 0
        );
        await transaction.CommitAsync(Token);

        (await rebuilding).Value.ShouldBe(32);
        (await EntriesAsync()).ShouldBe(32);
    }

    [Fact]
    public async Task A_rebuild_that_was_broken_off_leaves_what_is_read_alone_and_the_next_one_cleans_up()
    {
        await RecordAsync(jobs: 5);
        await Projector.CatchUpAsync(Acme, Token);
        var before = await Task.WhenAll(Tables.Select(RowsAsync));

        await Should.ThrowAsync<InvalidOperationException>(() =>
            NewRebuild(whileWriting: () => throw new InvalidOperationException("The process ends here.")).RunAsync(Acme, Token)
        );
        (await EntriesAsync()).ShouldBe(40);
        var other = await BuildHalfAsync();
        (await EntriesAsync()).ShouldBe(40);
        (await ScalarAsync<long>($"select count(*) from projection.audit_entry where generation = {other}")).ShouldBe(1);

        (await Projector.RebuildAsync(Acme, Token)).Value.ShouldBe(40);

        var after = await Task.WhenAll(Tables.Select(RowsAsync));
        for (var i = 0; i < Tables.Length; i++)
        {
            after[i].ShouldBe(before[i], Tables[i]);
        }
    }

    [Fact]
    public async Task The_one_who_began_last_goes_on_and_the_other_stops_without_a_trace()
    {
        await RecordAsync(jobs: 5);
        await Projector.CatchUpAsync(Acme, Token);
        var other = NewProcess(first: services => services.AddRaumAuditProjector()).GetRequiredService<AuditProjector>();

        // One that came and went is a reason to begin again; one that is at it still is a reason to stop.
        await NewRebuild(afterReading: async () => (await other.RebuildAsync(Acme, Token)).Value.ShouldBe(40)).RunAsync(Acme, Token);
        (await EntriesAsync()).ShouldBe(40);
        await Should.ThrowAsync<ProjectionConflictException>(() => NewRebuild(afterReading: BeginAnotherAsync).RunAsync(Acme, Token));

        (await EntriesAsync()).ShouldBe(40);
        (await ScalarAsync<long>("select count(*) from projection.audit_entry")).ShouldBe(40);
    }

    [Fact]
    public async Task What_is_erased_while_it_is_built_does_not_come_back_and_the_sums_stay()
    {
        await RecordAsync(jobs: 2);
        await Log.AppendAsync(Acme, [.. LifeOfAJob(NewJob(), Noon).Select(About99)], Token);
        await Projector.CatchUpAsync(Acme, Token);

        await NewRebuild(afterReading: async () => (await EraseTicketAsync(Process, Acme, 99)).ShouldBe(8)).RunAsync(Acme, Token);
        await Projector.CatchUpAsync(Acme, Token);

        (await ScalarAsync<long>("select count(*) from projection.audit_entry where revision between 16 and 23")).ShouldBe(0);
        (await ScalarAsync<long>("select count(*) from projection.job_summary")).ShouldBe(2);
        // Tokens and cost stay for the life of the account (DATA-1), though their entries are gone.
        (await ScalarAsync<decimal>("select sum(calls) from projection.usage")).ShouldBe(6);
        (await Projector.RebuildAsync(Acme, Token)).Succeeded.ShouldBeTrue();
        (await ScalarAsync<decimal>("select sum(calls) from projection.usage")).ShouldBe(6);
        (await ScalarAsync<long>("select sum(masked_values)::bigint from projection.masking")).ShouldBe(9);
    }

    private static AuditEvent About99(AuditEvent auditEvent) =>
        auditEvent switch
        {
            JobQueued queued => queued with { TicketId = 99 },
            JobIntended intended => intended with { TicketId = 99 },
            _ => auditEvent,
        };

    private async Task RecordAsync(int jobs)
    {
        for (var i = 0; i < jobs; i++)
        {
            (await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon.AddHours(i)), Token)).Succeeded.ShouldBeTrue();
        }
    }

    /// <summary>As the API sees them.</summary>
    private async Task<int> EntriesAsync()
    {
        await using var batch = Process
            .GetRequiredService<PlacedDatabase>()
            .CreateBatch(Acme)
            .Add("select count(*)::int from projection.audit_entry where organization_id = $1", Acme.Value);
        await using var reader = await batch.ReadAsync(Token);
        await reader.ReadAsync(Token);
        return reader.GetInt32(0);
    }

    private async Task<int> BuildHalfAsync()
    {
        await BeginAnotherAsync();
        await ExecuteAsync(
            Database.Superuser,
            """
            insert into projection.audit_entry (organization_id, at, revision, event_id, recorded_at, type, class, actor_kind, actor_id, actor_authenticated,
              result, correlation, details, generation)
            select organization_id, at, revision, event_id, recorded_at, type, class, actor_kind, actor_id, actor_authenticated, result, correlation, details,
              (select last from projection.generation) from projection.audit_entry where revision = 0
            """
        );
        return await ScalarAsync<int>("select last from projection.generation");
    }

    private Task<int> BeginAnotherAsync() =>
        ExecuteAsync(Database.Superuser, "update projection.generation set last = last + 1, building = last + 1, built = -1");

    private ReadModelRebuild NewRebuild(Func<Task>? whileWriting = null, Func<Task>? afterReading = null, int batchSize = 1000) =>
        new(
            Process.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector),
            new LogEvents(
                new PausingStore(Process.GetRequiredService<ILogStore>(), afterReading ?? (() => Task.CompletedTask)),
                Process.GetRequiredService<EventSealer>()
            ),
            [.. Process.GetServices<IProjection>(), new PausingProjection(whileWriting ?? (() => Task.CompletedTask))],
            batchSize
        );

    /// <summary>Lets something happen once, when everything has been read and nothing of it is written.</summary>
    private sealed class PausingStore(ILogStore inner, Func<Task> action) : ILogStore
    {
        private bool _done;

        public Task<LogWrite> WriteAsync(
            OrganizationId organization,
            IReadOnlyList<SealedEvent> events,
            CancellationToken cancellationToken
        ) => inner.WriteAsync(organization, events, cancellationToken);

        public async IAsyncEnumerable<StoredEvent> ReadAsync(
            OrganizationId organization,
            long fromRevision,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await foreach (var stored in inner.ReadAsync(organization, fromRevision, cancellationToken))
            {
                yield return stored;
            }

            if (!_done)
            {
                _done = true;
                await action();
            }
        }
    }

    /// <summary>Lets something happen once, in the transaction of the first batch.</summary>
    private sealed class PausingProjection(Func<Task> action) : IProjection
    {
        private bool _done;

        public string Name => "pausing.v1";

        public async Task ApplyAsync(IReadOnlyList<RecordedEvent> batch, OrganizationScope scope, CancellationToken cancellationToken)
        {
            if (!_done)
            {
                _done = true;
                await action();
            }
        }

        public Task ClearAsync(OrganizationScope scope, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
