using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Erasure;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.AuditStore.Postgres;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Tests.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Proofs.Export;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Retention;

/// <summary>A removal is one thing, whatever happens meanwhile: a hold, another worker, a crash, a job that goes on.</summary>
public sealed class RemovalTests(PostgresServer postgres) : ProofFixture(postgres)
{
    private const long Ticket = 35436;
    private static readonly AuditActor Officer = new(AuditActorKind.User, "user-9", Authenticated: true);

    private AuditRetention Retention => Process.GetRequiredService<AuditRetention>();

    private RetentionSettings Settings => Process.GetRequiredService<RetentionSettings>();

    private PrivacyRequests Requests => Process.GetRequiredService<PrivacyRequests>();

    [Fact]
    public async Task A_hold_that_is_placed_while_a_purge_is_under_way_stops_it_and_the_purge_goes_on_when_it_is_lifted()
    {
        await RecordAsync(MonthsAgo(6), NewJob());
        await RecordAsync(MonthsAgo(5), NewJob());
        var hold = Guid.Empty;
        var other = ProcessWhere("bodies-removed.v1", async () => hold = (await Settings.PlaceHoldAsync(Acme, Officer, Token)).Value);

        (await other.GetRequiredService<AuditRetention>().PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(0);

        hold.ShouldNotBe(Guid.Empty);
        (await CountAsync("audit.removed_body")).ShouldBe(0);
        (await CountAsync("audit.month_key where class = 'AiOperation'")).ShouldBe(2);
        (await ReadAllAsync(Log, Acme)).Count(recorded => recorded.Event is JobEvent).ShouldBe(4);

        (await Settings.LiftHoldAsync(Acme, hold, Officer, Token)).Succeeded.ShouldBeTrue();
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(4);
        await ShouldHaveAReceiptForEachRemovalAsync(2);
    }

    [Fact]
    public async Task A_hold_that_is_placed_while_a_person_is_erased_stops_it()
    {
        await RecordAsync(Clock.GetUtcNow(), NewJob());
        var hold = Guid.Empty;
        var other = ProcessWhere("bodies-removed.v1", async () => hold = (await Settings.PlaceHoldAsync(Acme, Officer, Token)).Value);
        var request = (await Requests.ReceiveAsync(Acme, "DSR-7", [], [Ticket], Officer, Token)).Value.Id;

        (await other.GetRequiredService<PrivacyErasure>().RunAsync(Acme, Token)).Value.ShouldBe(0);

        (await CountAsync("audit.removed_body")).ShouldBe(0);
        (await RunErasureAsync()).ShouldBe(0);
        (await Requests.FindAsync(Acme, request, Token)).Value.Holds.ShouldBe([hold]);
        (await Settings.LiftHoldAsync(Acme, hold, Officer, Token)).Succeeded.ShouldBeTrue();
        (await RunErasureAsync()).ShouldBe(1);
        (await Requests.FindAsync(Acme, request, Token)).Value.Report!.Entries.ShouldBe(2);
        await ShouldHaveAReceiptForEachRemovalAsync(1);
    }

    [Fact]
    public async Task Of_two_workers_that_purge_at_once_one_does_it_and_it_is_on_record_once()
    {
        await RecordAsync(MonthsAgo(5), NewJob());
        var other = ProcessWhere("bodies-removed.v1", async () => (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(2));

        (await other.GetRequiredService<AuditRetention>().PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(0);

        await ShouldHaveAReceiptForEachRemovalAsync(1);
    }

    [Theory]
    [InlineData("bodies-removed.v1")]
    [InlineData("privacy-request-changed.v1")]
    public async Task Of_two_workers_that_erase_at_once_one_does_it_and_the_request_is_done_once(string meeting)
    {
        await RecordAsync(Clock.GetUtcNow(), NewJob());
        await Requests.ReceiveAsync(Acme, "DSR-7", [], [Ticket], Officer, Token);
        var other = ProcessWhere(meeting, async () => (await RunErasureAsync()).ShouldBe(1));

        (await other.GetRequiredService<PrivacyErasure>().RunAsync(Acme, Token)).Value.ShouldBe(0);

        await ShouldHaveAReceiptForEachRemovalAsync(1);
        (await ReadAllAsync(Log, Acme))
            .Select(recorded => recorded.Event)
            .OfType<PrivacyRequestChanged>()
            .Select(changed => (changed.Change, changed.Entries))
            .ShouldBe([(PrivacyRequestChange.Received, 0L), (PrivacyRequestChange.Done, 2L)]);
    }

    [Theory]
    [InlineData("bodies-removed.v1")]
    [InlineData("privacy-request-changed.v1")]
    public async Task A_worker_that_dies_between_record_and_removal_leaves_what_the_next_one_ends(string dying)
    {
        await RecordAsync(MonthsAgo(5), NewJob());
        await RecordAsync(Clock.GetUtcNow(), NewJob(), ticket: 99);
        await Requests.ReceiveAsync(Acme, "DSR-7", [], [99], Officer, Token);
        var other = ProcessWhere(dying, () => throw new InvalidOperationException("The process ends here."));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await other.GetRequiredService<PrivacyErasure>().RunAsync(Acme, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // A worker that is no more answers nobody.
        }

        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(2);
        (await RunErasureAsync()).ShouldBe(1);

        await ShouldHaveAReceiptForEachRemovalAsync(2);
        var request = (await Requests.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem();
        (request.Report!.Entries, request.Report.Jobs, request.Report.Receipts.Count).ShouldBe((2, 1, 1));
        (await ReadAllAsync(Log, Acme)).Count(recorded => recorded.Event is PrivacyRequestChanged).ShouldBe(2);
    }

    [Fact]
    public async Task What_a_job_records_while_its_person_is_erased_is_erased_too()
    {
        var job = NewJob();
        await RecordAsync(Clock.GetUtcNow(), job);
        await Requests.ReceiveAsync(Acme, "DSR-7", [], [Ticket], Officer, Token);
        // Its answer is recorded and the job settles just before it is asked about; an edit comes while the first entries go.
        var asked = false;
        Traces.WhenAsked = () => Once(ref asked) ? AppendAsync(Answer(job)) : Task.CompletedTask;
        var erased = false;
        Traces.WhenErased = () => Once(ref erased) ? AppendAsync(Answer(job)) : Task.CompletedTask;

        (await RunErasureAsync()).ShouldBe(1);
        await Projector.CatchUpAsync(Acme, Token);

        (asked, erased).ShouldBe((true, true));
        (await ReadAllAsync(Log, Acme)).ShouldNotContain(recorded => recorded.Event is JobEvent);
        (await CountAsync("projection.audit_entry where target_kind = 'job'")).ShouldBe(0);
        var report = (await Requests.ListAsync(Acme, Token)).Value[0].Report!;
        (report.Entries, report.Jobs, report.Receipts.Count, report.Providers.Sum(copies => copies.Calls)).ShouldBe((4, 1, 2, 2));
        await ShouldHaveAReceiptForEachRemovalAsync(2);
    }

    [Fact]
    public async Task A_request_waits_for_an_effect_of_which_nobody_knows_what_became()
    {
        var job = NewJob();
        await RecordAsync(Clock.GetUtcNow(), job);
        await Requests.ReceiveAsync(Acme, "DSR-7", [], [Ticket], Officer, Token);
        await ExecuteAsync(
            Database.Superuser,
            """
            insert into conversation.delivery (organization_id, job_id, effect, operation, target, correlation_id, state, attempt, intended_at)
            values ($1, $2, 'answer', 'Generate', 'PublicReply', $2, 'intended', 1, now())
            """,
            Acme.Value,
            job.Value
        );

        (await RunErasureAsync()).ShouldBe(0);
        (await Requests.ListAsync(Acme, Token)).Value[0].State.ShouldBe(PrivacyRequestState.Erasing);

        await ExecuteAsync(Database.Superuser, "update conversation.delivery set state = 'done', settled_at = now(), recorded = true");
        (await RunErasureAsync()).ShouldBe(1);
        (await CountAsync("conversation.delivery")).ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_went_over_the_end_of_a_month_is_found_when_its_first_month_has_ended(bool rebuilt)
    {
        var jane = DataSubject.ByEmail(new PersonalText("jane.doe@example.com"))!;
        var prints = (await Process.GetRequiredService<SubjectPrints>().OfAsync(Acme, [jane], Token)).Value;
        var (byAddress, byTicket) = (NewJob(), NewJob());
        await RecordAsync(MonthsAgo(5), byAddress, ticket: 7, prints);
        await RecordAsync(MonthsAgo(5), byTicket);
        await AppendAsync(Answer(byAddress), Answer(byTicket));
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(4);
        if (rebuilt)
        {
            (await Projector.RebuildAsync(Acme, Token)).Failure.ShouldBeNull();
        }

        await Requests.ReceiveAsync(Acme, "DSR-7", [jane], [Ticket], Officer, Token);
        (await RunErasureAsync()).ShouldBe(1);

        (await Requests.ListAsync(Acme, Token)).Value[0].Report!.Entries.ShouldBe(2);
        (await ReadAllAsync(Log, Acme)).ShouldNotContain(recorded => recorded.Event is JobEvent);
        (await CountAsync("projection.job_subject")).ShouldBe(0);
        (await CountAsync("projection.job_summary")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_on_record_and_in_no_read_model_yet_ends_with_a_mark_or_stays()
    {
        await RecordAsync(MonthsAgo(5), NewJob());
        await AppendAsync(Answer(NewJob()) with { At = MonthsAgo(5) });
        var late = Answer(NewJob()) with { At = MonthsAgo(5) };
        var other = ProcessWhere("bodies-removed.v1", () => AppendAsync(late));

        (await other.GetRequiredService<AuditRetention>().PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(3);

        (await ReadAllAsync(Log, Acme)).Select(recorded => recorded.Event.Id).ShouldContain(late.Id);
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(1);
        (await CountAsync("audit.month_key where class = 'AiOperation'")).ShouldBe(0);
        await ShouldHaveAReceiptForEachRemovalAsync(2);
    }

    [Fact]
    public async Task A_month_and_a_request_that_planned_the_same_entries_do_not_stop_each_other()
    {
        await RecordAsync(MonthsAgo(5), NewJob());
        await Requests.ReceiveAsync(Acme, "DSR-7", [], [Ticket], Officer, Token);
        var other = ProcessWhere("bodies-removed.v1", async () => (await RunErasureAsync()).ShouldBe(1));

        (await other.GetRequiredService<AuditRetention>().PurgeExpiredAsync(Acme, Token)).Failure.ShouldBeNull();

        (await CountAsync("audit.removed_body where state = 'erased'")).ShouldBe(2);
        await ShouldHaveAReceiptForEachRemovalAsync(2);
    }

    [Fact]
    public async Task What_finds_a_person_is_gone_when_the_request_is_done()
    {
        await RecordAsync(Clock.GetUtcNow(), NewJob());
        await Requests.ReceiveAsync(Acme, "DSR-7", [DataSubject.ByZendeskUser(17)!], [Ticket], Officer, Token);
        (await RunErasureAsync()).ShouldBe(1);

        (await CountAsync("audit.privacy_request where cardinality(prints) + cardinality(tickets) + cardinality(jobs) > 0")).ShouldBe(0);
    }

    [Fact]
    public async Task A_receipt_says_where_the_log_stood_and_until_when_backups_may_hold_what_is_gone()
    {
        await RecordAsync(MonthsAgo(5), NewJob());
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(2);

        var note = Raum.Proofs.Notes.SignedNote.Parse(await ScalarAsync("select note from audit.receipt"))!;
        var receipt = Receipt.Parse(note.Text)!;
        receipt.Proof!.Size.ShouldBe(2);
        receipt.Proof.Root.ToString().ShouldBe(await ScalarAsync("select encode(root, 'base64') from audit.checkpoint where size = 2"));
        receipt.Proof.BackupsUntil.ShouldBe(DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime).AddDays(30));
        (await VerifyAsync()).Notes.ShouldContain(line => line.Contains("which is the root of these entries", StringComparison.Ordinal));
    }

    [Fact]
    public async Task History_that_was_rewritten_and_signed_anew_contradicts_the_receipts_of_before()
    {
        await RecordAsync(MonthsAgo(5), NewJob());
        await RecordAsync(Clock.GetUtcNow(), NewJob());
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(2);
        await Projector.CatchUpAsync(Acme, Token);
        (await VerifyAsync()).Problems.ShouldBeEmpty();

        await TamperAsync(
            """
            update audit.event set salt = set_byte(salt, 3, get_byte(salt, 3) # 1) where revision = 2;
            delete from audit.tile; delete from audit.checkpoint; update projection.checkpoint set revision = -1 where projection = 'tree.v1'
            """
        );
        await Projector.CatchUpAsync(Acme, Token);

        (await VerifyAsync()).Problems.ShouldHaveSingleItem().ShouldContain("was given for another history");
    }

    private JobsAtRest Traces => (JobsAtRest)Process.GetRequiredService<IJobTraces>();

    /// <summary>Another process, in which something happens once, right after an event was written.</summary>
    private ServiceProvider ProcessWhere(string type, Func<Task> happens) =>
        NewProcess(
            options => options.LogOrigin = "raum.example/log",
            services =>
                services
                    .AddSingleton<TimeProvider>(Clock)
                    .AddSingleton<ILogStore>(provider => new StoreWithHook(
                        ActivatorUtilities.CreateInstance<PostgresLogStore>(provider),
                        type,
                        happens
                    ))
                    .AddRaumAuditProjector()
        );

    private async Task<int> RunErasureAsync()
    {
        var done = await Process.GetRequiredService<PrivacyErasure>().RunAsync(Acme, Token);
        done.Failure.ShouldBeNull();
        return done.Value;
    }

    /// <summary>Every removal that is on record has its receipt, every receipt is on record, and all proofs hold.</summary>
    private async Task ShouldHaveAReceiptForEachRemovalAsync(int count)
    {
        await Projector.CatchUpAsync(Acme, Token);
        (await ReadAllAsync(Log, Acme))
            .Select(recorded => recorded.Event)
            .OfType<BodiesRemoved>()
            .Select(removed => removed.Id)
            .Order()
            .ShouldBe((await ReceiptsAsync()).Order());
        (await CountAsync("audit.receipt")).ShouldBe(count);
        (await CountAsync("audit.removal")).ShouldBe(0);
        (await VerifyAsync()).Problems.ShouldBeEmpty();
    }

    private async Task<List<Guid>> ReceiptsAsync()
    {
        await using var connection = new Npgsql.NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new Npgsql.NpgsqlCommand("select receipt_id from audit.receipt", connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var receipts = new List<Guid>();
        while (await reader.ReadAsync(Token))
        {
            receipts.Add(reader.GetGuid(0));
        }

        return receipts;
    }

    private async Task<string> ScalarAsync(string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task<ExportReport> VerifyAsync()
    {
        using var output = new MemoryStream();
        await (await Process.GetRequiredService<AuditExporter>().OpenAsync(Acme, 0, Token)).Value.WriteAsync(output, Token);
        using var reader = new StringReader(Encoding.UTF8.GetString(output.ToArray()));
        return await ExportVerifier.VerifyAsync(reader, await KeysAsync(Acme), null, Token);
    }

    private DateTimeOffset MonthsAgo(int months) => Clock.GetUtcNow().AddMonths(-months);

    private static bool Once(ref bool done) => !done && (done = true);

    private static JobId NewJob() => new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));

    /// <summary>A job that was queued and masked.</summary>
    private async Task RecordAsync(DateTimeOffset at, JobId job, long ticket = Ticket, IReadOnlyList<byte[]>? prints = null)
    {
        await AppendAsync(
            new JobQueued
            {
                Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
                At = at,
                Actor = AuditActor.Webhook("zendesk"),
                Correlation = new CorrelationId(job.Value),
                Target = AuditTarget.Job(job),
                Job = job,
                Operation = AiOperation.Generate,
                Trigger = JobTrigger.Webhook,
                Delivery = DeliveryTarget.PublicReply,
                TicketId = ticket,
            },
            AnyEvent() with
            {
                At = at,
                Job = job,
                Target = AuditTarget.Job(job),
                Subjects = prints,
            }
        );
        await Projector.CatchUpAsync(Acme, Token);
    }

    private JobProviderCalled Answer(JobId job) =>
        new()
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = Clock.GetUtcNow(),
            Actor = AuditActor.System("worker"),
            Correlation = new CorrelationId(job.Value),
            Target = AuditTarget.Job(job),
            Job = job,
            Operation = AiOperation.Generate,
            Attempt = 1,
            Provider = "openai",
            Model = "gpt-5-mini",
            MaskedAnswer = new PersonalText("Dear [REDACTED_NAME]"),
        };

    private async Task AppendAsync(params AuditEvent[] events) => (await Log.AppendAsync(Acme, events, Token)).Failure.ShouldBeNull();
}
