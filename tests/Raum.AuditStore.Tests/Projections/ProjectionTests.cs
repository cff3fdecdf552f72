using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Proofs;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Projections;

/// <summary>Read models follow the log exactly once, and can be built again from it.</summary>
public sealed class ProjectionTests(PostgresServer postgres) : ProjectionFixture(postgres)
{
    private static readonly string[] Tables = ["audit_entry", "job_summary", "usage", "masking"];

    [Fact]
    public async Task A_job_is_summed_up_in_one_row()
    {
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);

        await Projector.CatchUpAsync(Acme, Token);

        (
            await ScalarAsync<string>(
                """
                select concat_ws(' ', operation, state, delivery, ticket_id, attempt, provider, model, input_tokens, output_tokens,
                  trim_scale(cost), masked_values, failure is null) from projection.job_summary
                """
            )
        ).ShouldBe("Generate Delivered PublicReply 35436 2 anthropic claude-sonnet 220 40 0.0035 3 t");
    }

    [Fact]
    public async Task Usage_and_masking_are_counted_by_day()
    {
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon.AddHours(1)), Token);
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon.AddDays(1)), Token);

        await Projector.CatchUpAsync(Acme, Token);

        (
            await ScalarAsync<string>(
                "select string_agg(concat_ws(' ', day, provider, calls, failed_calls, input_tokens, output_tokens, trim_scale(cost)), '; ' order by day, provider) from projection.usage"
            )
        ).ShouldBe(
            "2026-11-21 anthropic 2 0 240 80 0.005; 2026-11-21 openai 2 2 200 0 0.002; 2026-11-22 anthropic 1 0 120 40 0.0025; 2026-11-22 openai 1 1 100 0 0.001"
        );
        (
            await ScalarAsync<string>(
                "select string_agg(concat_ws(' ', day, type, masked_values, texts), '; ' order by day, type) from projection.masking"
            )
        ).ShouldBe("2026-11-21 EMAIL 2 2; 2026-11-21 NAME 4 2; 2026-11-22 EMAIL 1 1; 2026-11-22 NAME 2 1");
    }

    [Fact]
    public async Task Building_again_from_the_log_gives_the_same_rows_however_it_was_cut_into_batches()
    {
        var jobs = Enumerable.Range(0, 90).Select(i => LifeOfAJob(NewJob(), Noon.AddHours(i))).ToList();
        foreach (var job in jobs)
        {
            // Cut in the middle of each job.
            await Log.AppendAsync(Acme, job[..3], Token);
            await Projector.CatchUpAsync(Acme, Token);
            await Log.AppendAsync(Acme, job[3..], Token);
        }

        await Projector.CatchUpAsync(Acme, Token);
        var before = await Task.WhenAll(Tables.Select(RowsAsync));
        before[0].Count.ShouldBe(720);

        (await Projector.RebuildAsync(Acme, Token)).Value.ShouldBe(720);

        var after = await Task.WhenAll(Tables.Select(RowsAsync));
        for (var i = 0; i < Tables.Length; i++)
        {
            after[i].ShouldBe(before[i], Tables[i]);
        }
    }

    [Fact]
    public async Task Runners_that_compete_apply_every_event_once()
    {
        var others = Enumerable.Range(0, 3).Select(_ => NewProcess(first: services => services.AddRaumAuditProjector())).ToList();
        var runners = others.Select(process => process.GetRequiredService<AuditProjector>()).ToList();

        for (var i = 0; i < 20; i++)
        {
            await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
            await Task.WhenAll(runners.Select(runner => runner.CatchUpAsync(Acme, Token)));
        }

        (await ScalarAsync<long>("select count(*) from projection.audit_entry")).ShouldBe(160);
        (await ScalarAsync<decimal>("select sum(calls) from projection.usage")).ShouldBe(40);
        (await ScalarAsync<long>("select sum(masked_values)::bigint from projection.masking")).ShouldBe(60);
    }

    [Fact]
    public async Task A_batch_whose_checkpoint_was_moved_by_another_leaves_no_row()
    {
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        var runner = new ProjectionRunner(
            Process.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector),
            Process.GetRequiredService<LogEvents>(),
            Process.GetRequiredService<CheckpointSigner>(),
            [new UsageProjection(), new StealsTheCheckpoint(Database.Superuser)],
            TimeProvider.System
        );

        await Should.ThrowAsync<ProjectionConflictException>(() => runner.CatchUpAsync(Acme, Token));

        (await RowsAsync("usage")).ShouldBeEmpty();
        (await ScalarAsync<long>("select revision from projection.checkpoint where projection = 'usage.v1'")).ShouldBe(-1);
    }

    [Fact]
    public async Task A_gap_in_the_log_stops_the_read_models()
    {
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        await ExecuteAsync(Database.Superuser, "set session_replication_role = replica; delete from audit.event where revision = 3");

        (await Should.ThrowAsync<AuditReadException>(() => Projector.CatchUpAsync(Acme, Token))).Code.ShouldBe(FailureCode.SealBroken);

        (await RowsAsync("audit_entry")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_models_hold_no_text_and_no_address()
    {
        await Log.AppendAsync(
            Acme,
            Events.Samples.All.Select((sample, i) => sample with { Id = new Guid(i + 1, 0, 0, new byte[8]) }).ToList(),
            Token
        );
        await Projector.CatchUpAsync(Acme, Token);

        var everything = string.Join('\n', (await Task.WhenAll(Tables.Select(RowsAsync))).SelectMany(rows => rows));

        everything.ShouldContain("job-masked.v1");
        foreach (var text in (string[])["REDACTED", "203.0.113.7", "curl", "Müller", "Jane", "true\"", "false\""])
        {
            everything.ShouldNotContain(text);
        }
    }

    [Fact]
    public async Task The_projector_hears_of_new_events_without_a_sweep()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = Projector.RunAsync(stop.Token);
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        await Eventually.TrueAsync(async () => (await RowsAsync("audit_entry")).Count == 8);

        // The first ones may have come by the sweep of the start; these come by the notice.
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        await Log.AppendAsync(Globex, LifeOfAJob(NewJob(), Noon), Token);
        await Eventually.TrueAsync(async () => (await RowsAsync("audit_entry")).Count == 24);

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task What_was_appended_while_nobody_listened_is_found_at_the_start()
    {
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        await Log.AppendAsync(Globex, LifeOfAJob(NewJob(), Noon), Token);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = Projector.RunAsync(stop.Token);
        await Eventually.TrueAsync(async () => (await RowsAsync("audit_entry")).Count == 16);

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_second_projector_takes_over_when_the_first_one_stops()
    {
        using var first = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var second = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var other = NewProcess(options => options.SweepInterval = TimeSpan.FromSeconds(1), services => services.AddRaumAuditProjector());
        var running = Projector.RunAsync(first.Token);
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        await Eventually.TrueAsync(async () => (await RowsAsync("audit_entry")).Count == 8);
        var waiting = other.GetRequiredService<AuditProjector>().RunAsync(second.Token);

        await first.CancelAsync();
        await running;
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        await Eventually.TrueAsync(async () => (await RowsAsync("audit_entry")).Count == 16);

        await second.CancelAsync();
        await waiting;
    }

    [Fact]
    public async Task An_organization_that_cannot_be_projected_does_not_stop_the_others()
    {
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        await ExecuteAsync(
            Database.Superuser,
            "insert into projection.audit_entry select $1, at, 0, gen_random_uuid(), at, '', '', '', '', true, '', '', '', '', '', 0, gen_random_uuid(), '', '', '{}' from (select $2::timestamptz as at) t",
            Acme.Value,
            Noon.AddSeconds(1)
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = Projector.RunAsync(stop.Token);

        // Two workers, and more rounds than that: each would be gone by now.
        for (var i = 1; i <= 4; i++)
        {
            await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
            await Log.AppendAsync(Globex, LifeOfAJob(NewJob(), Noon), Token);
            await Eventually.TrueAsync(async () => (await RowsAsync("audit_entry")).Count == 1 + (8 * i));
        }

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task The_lag_grows_while_read_models_stand_still_and_ends_when_they_have_caught_up()
    {
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        await ExecuteAsync(
            Database.Superuser,
            "insert into projection.audit_entry select $1, at, 0, gen_random_uuid(), at, '', '', '', '', true, '', '', '', '', '', 0, gen_random_uuid(), '', '', '{}' from (select $2::timestamptz as at) t",
            Acme.Value,
            Noon.AddSeconds(1)
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = Projector.RunAsync(stop.Token);
        await Eventually.TrueAsync(() => Projector.Lag > TimeSpan.FromMilliseconds(500));

        var exported = new List<double>();
        using (var listener = new MeterListener())
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == ProjectionLag.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<double>((_, value, _, _) => exported.Add(value));
            listener.Start();
            listener.RecordObservableInstruments();
        }

        // Of other tests that run now there may be others.
        exported.ShouldContain(seconds => seconds >= 0.5);
        await ExecuteAsync(Database.Superuser, "delete from projection.audit_entry where type = ''");
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        await Eventually.TrueAsync(async () => (await RowsAsync("audit_entry")).Count == 16);
        await Eventually.TrueAsync(() => Projector.Lag == TimeSpan.Zero);

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public void Partitions_take_their_share_of_organizations()
    {
        var organizations = Enumerable.Range(0, 4000).Select(_ => new OrganizationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())));

        var shares = organizations.CountBy(organization => AuditProjector.PartitionOf(organization, 8)).ToList();

        shares.Count.ShouldBe(8);
        shares.ShouldAllBe(share => share.Value > 350 && share.Value < 650);
    }

    /// <summary>Between reading the checkpoints and moving its own, somebody else was faster.</summary>
    private sealed class StealsTheCheckpoint(string superuser) : IProjection
    {
        private int _asked;

        public string Name
        {
            get
            {
                if (++_asked == 3)
                {
                    ExecuteAsync(superuser, "update projection.checkpoint set revision = 7 where projection = 'stolen.v1'")
                        .GetAwaiter()
                        .GetResult();
                }

                return "stolen.v1";
            }
        }

        public Task ApplyAsync(IReadOnlyList<RecordedEvent> batch, OrganizationScope scope, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task ClearAsync(OrganizationScope scope, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
