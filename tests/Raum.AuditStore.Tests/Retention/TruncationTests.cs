using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.AuditStore.EventStoreDb;
using Raum.AuditStore.Export;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Sealing;
using Raum.AuditStore.Sinks;
using Raum.AuditStore.Tests.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Proofs.Export;
using Raum.Proofs.Merkle;
using Raum.Proofs.Notes;
using Raum.Testing.EventStore;
using Raum.Testing.Servers;
using Stored = Raum.AuditStore.Sealing.StoredEvent;

namespace Raum.AuditStore.Tests.Retention;

/// <summary>Over EventStoreDB: what has ended leaves the disks too, behind the oldest entry that is needed, and every proof stays.</summary>
public sealed class TruncationTests(PostgresServer postgres) : ProofFixture(postgres)
{
    private static readonly AuditActor Officer = new(AuditActorKind.User, "user-9", Authenticated: true);
    private FakeEventStore _node = null!;

    private string Stream => EventStoreLogStore.StreamOf(Acme);

    private AuditRetention Retention => Process.GetRequiredService<AuditRetention>();

    private LogTruncation Truncation => Process.GetRequiredService<LogTruncation>();

    public override async ValueTask InitializeAsync()
    {
        _node = await FakeEventStore.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _node.Complaints.ShouldBeEmpty();
        await _node.DisposeAsync();
    }

    protected override void Configure(AuditStoreOptions options) => options.EventStore = _node.ConnectionString;

    [Fact]
    public async Task What_ended_leaves_the_stream_and_the_disks_and_old_and_new_proofs_hold()
    {
        await RecordAtAsync(MonthsAgo(5), 300);
        var young = await RecordAtAsync(Clock.GetUtcNow(), 3);
        var kept = (await Proofs.LatestCheckpointAsync(Acme, Token)).Value;
        (await Truncation.RunAsync(Acme, Token)).Value.ShouldBe(0);
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(300);
        await Projector.CatchUpAsync(Acme, Token);
        var bodies = _node.Log.Stream(Stream).Take(300).Select(stored => Convert.ToHexString(stored.Data)).ToHashSet();

        (await Truncation.RunAsync(Acme, Token)).Value.ShouldBe(300);
        (await Truncation.RunAsync(Acme, Token)).Value.ShouldBe(0);
        _node.Log.Stream(Stream)[0].Revision.ShouldBe(300);
        (await Truncation.ScavengeAsync(Token)).Failure.ShouldBeNull();

        _node.Log.Scavenges.ShouldBe(1);
        _node.Log.All.ShouldNotContain(stored => bodies.Contains(Convert.ToHexString(stored.Data)));
        _node.Log.All.ShouldNotContain(stored => Encoding.UTF8.GetString(stored.Data).Contains("maxAge", StringComparison.Ordinal));
        (await ReadAllAsync(Log, Acme)).Select(recorded => recorded.Event.Id).Take(3).ShouldBe(young.Select(auditEvent => auditEvent.Id));

        // A process that knows nothing of it goes on where the stream ends, and takes an id once.
        var other = NewProvingProcess().GetRequiredService<IAuditLog>();
        (await other.AppendAsync(Acme, [AnyEvent()], Token)).Value.ShouldBe(305);
        (await other.AppendAsync(Acme, [young[0]], Token)).Value.ShouldBe(300);
        await Projector.CatchUpAsync(Acme, Token);

        var report = await VerifyAsync(kept);
        report.Problems.ShouldBeEmpty();
        report.Notes.ShouldContain(line => line.Contains("300 entries are in this export by their hash only", StringComparison.Ordinal));
        report.Checked.ShouldContain(line => line.Contains("is the beginning of this one", StringComparison.Ordinal));
        var consistency = (await Proofs.ConsistencyAsync(Acme, 303, null, Token)).Value;
        var (before, after) = (Checkpoint.Parse(kept.Text)!, Checkpoint.Parse(consistency.Second.Text)!);
        MerkleProof.IsConsistent(before.Size, before.Root, after.Size, after.Root, consistency.Path).ShouldBeTrue();
        (await Proofs.EntryAsync(Acme, 301, Token)).Succeeded.ShouldBeTrue();
        (await Proofs.EntryAsync(Acme, 7, Token)).Failure!.Code.ShouldBe(FailureCode.Gone);

        (await Projector.RebuildAsync(Acme, Token)).Value.ShouldBe(6);
        (await Process.GetRequiredService<AuditQueries>().FindAsync(Acme, new AuditFilter(), null, 10, Token)).Value.Entries.Count.ShouldBe(
            6
        );
    }

    [Fact]
    public async Task A_cut_that_two_workers_make_at_once_is_on_record_once()
    {
        await RecordAtAsync(MonthsAgo(5), 20);
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(20);
        await Projector.CatchUpAsync(Acme, Token);
        var other = NewProcess(
            options =>
            {
                options.LogOrigin = "raum.example/log";
                Configure(options);
            },
            services =>
                services
                    .AddSingleton<TimeProvider>(Clock)
                    .AddSingleton<ILogStore>(provider => new StoreWithHook(
                        ActivatorUtilities.CreateInstance<EventStoreLogStore>(provider),
                        "log-truncated.v1",
                        async () => (await Truncation.RunAsync(Acme, Token)).Value.ShouldBe(20)
                    ))
                    .AddRaumAuditProjector()
        );
        Clock.Advance(TimeSpan.FromSeconds(1));

        (await other.GetRequiredService<LogTruncation>().RunAsync(Acme, Token)).Failure.ShouldBeNull();

        (await ReadAllAsync(Log, Acme)).Count(recorded => recorded.Event is LogTruncated).ShouldBe(1);
        await Projector.CatchUpAsync(Acme, Token);
        (await Process.GetRequiredService<AuditQueries>().FindAsync(Acme, new AuditFilter(), null, 10, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_is_cut_before_the_oldest_body_that_a_class_a_hold_or_a_sink_still_needs()
    {
        var administrative = new KillSwitchChanged
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = MonthsAgo(5),
            Actor = Officer,
            Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
            Stopped = true,
        };
        await RecordAtAsync(MonthsAgo(5), 4);
        (
            await Process.GetRequiredService<RetentionSettings>().SetDaysAsync(Acme, AuditClass.Admin, 3650, null, Officer, Token)
        ).Failure.ShouldBeNull();
        (await Log.AppendAsync(Acme, [administrative], Token)).Succeeded.ShouldBeTrue();
        await RecordAtAsync(MonthsAgo(5), 4);
        var sink = await SinkAsync();
        var hold = (await Process.GetRequiredService<RetentionSettings>().PlaceHoldAsync(Acme, Officer, Token)).Value;
        await Projector.CatchUpAsync(Acme, Token);
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(0);
        (await Truncation.RunAsync(Acme, Token)).Value.ShouldBe(0);

        (await Process.GetRequiredService<RetentionSettings>().LiftHoldAsync(Acme, hold, Officer, Token)).Failure.ShouldBeNull();
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(8);
        await Projector.CatchUpAsync(Acme, Token);
        (await Truncation.RunAsync(Acme, Token)).Value.ShouldBe(0);

        await ExecuteAsync(Database.Superuser, "update audit.sink set position = 3 where sink_id = $1", sink);
        (await Truncation.RunAsync(Acme, Token)).Value.ShouldBe(3);
        await ExecuteAsync(Database.Superuser, "update audit.sink set removed_at = now() where sink_id = $1", sink);
        (await Truncation.RunAsync(Acme, Token)).Value.ShouldBe(1);
        _node.Log.Stream(Stream)[0].Revision.ShouldBe(4);
        (await ReadAllAsync(Log, Acme))[0].Event.ShouldBeOfType<SettingChanged>();
    }

    [Fact]
    public async Task An_export_that_runs_while_the_log_is_cut_is_whole()
    {
        await RecordAtAsync(MonthsAgo(5), 300);
        await RecordAtAsync(Clock.GetUtcNow(), 3);
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(300);
        await Projector.CatchUpAsync(Acme, Token);
        var process = NewProcess(
            Configure,
            services =>
                services
                    .AddSingleton<TimeProvider>(Clock)
                    .AddSingleton<ILogStore>(provider => new CutWhileRead(
                        ActivatorUtilities.CreateInstance<EventStoreLogStore>(provider),
                        pageSize: 100,
                        cut: async () => (await Truncation.RunAsync(Acme, Token)).Value.ShouldBe(300)
                    ))
        );

        var report = await VerifyAsync(null, process);

        report.Problems.ShouldBeEmpty();
        report.Notes.ShouldContain(line => line.Contains("200 entries are in this export by their hash only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_else_stands_in_the_streams_metadata_stays()
    {
        const string Metadata = "{\"$acl\":{\"$r\":[\"raum\"]},\"owner\":\"ops\"}";
        _node.Log.Append(
            "$$" + Stream,
            FakeExpectation.Any,
            [
                new FakeProposal(
                    Guid.CreateVersion7(Clock.GetUtcNow()),
                    "$metadata",
                    "application/json",
                    [],
                    Encoding.UTF8.GetBytes(Metadata)
                ),
            ]
        );
        await RecordAtAsync(MonthsAgo(5), 3);
        await Retention.PurgeExpiredAsync(Acme, Token);
        await Projector.CatchUpAsync(Acme, Token);

        (await Truncation.RunAsync(Acme, Token)).Value.ShouldBe(3);

        using var written = JsonDocument.Parse(_node.Log.Stream("$$" + Stream)[^1].Data);
        written.RootElement.GetProperty("$tb").GetInt64().ShouldBe(3);
        written.RootElement.GetProperty("$acl").GetProperty("$r")[0].GetString().ShouldBe("raum");
        written.RootElement.GetProperty("owner").GetString().ShouldBe("ops");
    }

    [Fact]
    public async Task A_cut_that_no_receipt_covers_is_refused_and_where_it_is_forced_verify_finds_it()
    {
        await RecordAtAsync(Clock.GetUtcNow(), 10);
        (
            await Should.ThrowAsync<PostgresException>(async () =>
            {
                await using var connection = new NpgsqlConnection(Database.Purge);
                await connection.OpenAsync(Token);
                await using var command = new NpgsqlCommand(
                    $"select set_config('raum.organization', '{Acme}', false); insert into audit.truncation values ('{Acme}', 5, now())",
                    connection
                );
                await command.ExecuteNonQueryAsync(Token);
            })
        ).SqlState.ShouldBe(PostgresErrorCodes.IntegrityConstraintViolation);

        await TamperAsync($"insert into audit.truncation values ('{Acme}', 5, now())");
        await Process.GetRequiredService<EventStoreStreams>().TruncateAsync(Stream, 5, Guid.CreateVersion7(Clock.GetUtcNow()), Token);

        var report = await VerifyAsync(null);
        report.Holds.ShouldBeFalse();
        report.Problems.Count.ShouldBe(6);
        report.Problems[^1].ShouldContain("no receipt says that its body was removed");
    }

    [Fact]
    public async Task A_stream_that_was_cut_without_a_word_of_it_is_found_missing()
    {
        await RecordAtAsync(Clock.GetUtcNow(), 10);
        await Process.GetRequiredService<EventStoreStreams>().TruncateAsync(Stream, 5, Guid.CreateVersion7(Clock.GetUtcNow()), Token);

        (await VerifyAsync(null)).Holds.ShouldBeFalse();
        (await Should.ThrowAsync<AuditReadException>(() => Projector.RebuildAsync(Acme, Token))).Code.ShouldBe(FailureCode.SealBroken);
    }

    [Fact]
    public async Task A_user_who_may_not_scavenge_is_told_so()
    {
        await using var strict = await FakeEventStore.StartAsync(user: "raum", password: "secret");
        var process = NewProcess(
            options => options.EventStore = strict.ConnectionString,
            services => services.AddSingleton<TimeProvider>(Clock).AddRaumAuditProjector()
        );

        (await process.GetRequiredService<LogTruncation>().ScavengeAsync(Token)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);

        strict.Log.Scavenges.ShouldBe(0);
    }

    private async Task<Guid> SinkAsync()
    {
        var added = await Process
            .GetRequiredService<AuditSinks>()
            .AddAsync(
                Acme,
                SinkKind.Syslog,
                EntryFormat.Cef,
                new PersonalText("tls://siem.example:6514"),
                null,
                null,
                null,
                Officer,
                Token
            );
        await ExecuteAsync(Database.Superuser, "update audit.sink set approved_at = created_at where sink_id = $1", added.Value);
        return added.Value;
    }

    private DateTimeOffset MonthsAgo(int months) => Clock.GetUtcNow().AddMonths(-months);

    private async Task<List<JobMasked>> RecordAtAsync(DateTimeOffset at, int count)
    {
        var events = Enumerable.Range(0, count).Select(_ => AnyEvent() with { At = at }).ToList();
        foreach (var part in events.Chunk(200))
        {
            (await Log.AppendAsync(Acme, part, Token)).Succeeded.ShouldBeTrue();
        }

        await Projector.CatchUpAsync(Acme, Token);
        return events;
    }

    private async Task<ExportReport> VerifyAsync(SignedNote? since, IServiceProvider? process = null)
    {
        using var output = new MemoryStream();
        await (await (process ?? Process).GetRequiredService<AuditExporter>().OpenAsync(Acme, 0, Token)).Value.WriteAsync(output, Token);
        using var reader = new StringReader(Encoding.UTF8.GetString(output.ToArray()));
        return await ExportVerifier.VerifyAsync(reader, await KeysAsync(Acme), since, Token);
    }

    /// <summary>A store that reads page by page, where the log is cut behind the first page.</summary>
    private sealed class CutWhileRead(ILogStore store, int pageSize, Func<Task> cut) : ILogStore
    {
        public Task<LogWrite> WriteAsync(
            OrganizationId organization,
            IReadOnlyList<SealedEvent> events,
            CancellationToken cancellationToken
        ) => store.WriteAsync(organization, events, cancellationToken);

        public async IAsyncEnumerable<Stored> ReadAsync(
            OrganizationId organization,
            long fromRevision,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await foreach (var stored in store.ReadAsync(organization, fromRevision, cancellationToken).Take(pageSize))
            {
                yield return stored;
            }

            await cut();
            await foreach (var stored in store.ReadAsync(organization, fromRevision + pageSize, cancellationToken))
            {
                yield return stored;
            }
        }
    }
}
