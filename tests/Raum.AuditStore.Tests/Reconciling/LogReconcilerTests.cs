using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Alerts;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Reconciling;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Tests.Sinks;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Reconciling;

/// <summary>An omission breaks no hash: it is found by holding the log against what jobs left elsewhere.</summary>
public sealed class LogReconcilerTests(PostgresServer postgres) : SinkFixture(postgres)
{
    private LogReconciler Reconciler => Worker.GetRequiredService<LogReconciler>();

    [Fact]
    public async Task A_log_that_fits_is_on_record_once_a_day_with_what_was_compared()
    {
        await RecordAsync(Whole(NewJob()), delivered: true);
        await RecordAsync(Whole(NewJob()), delivered: true);
        Clock.Advance(TimeSpan.FromHours(2));

        var compared = (await Reconciler.RunAsync(Acme, Token)).Value.ShouldNotBeNull();
        compared.Result.ShouldBe(AuditResult.Success);
        compared.Discrepancies.ShouldBeEmpty();
        compared.Compared.ShouldBe(14);
        (await Reconciler.RunAsync(Acme, Token)).Value.ShouldBeNull();
        (await NewWorker().GetRequiredService<LogReconciler>().RunAsync(Acme, Token)).Value.ShouldBeNull();
        (await Reconciler.RunAsync(Globex, Token)).Value.ShouldBeNull();

        Clock.Advance(TimeSpan.FromDays(1));
        (await Reconciler.RunAsync(Acme, Token)).Value.ShouldBeNull();
        await RecordAsync(Whole(NewJob()), delivered: true);
        Clock.Advance(TimeSpan.FromHours(2));
        (await Reconciler.RunAsync(Acme, Token)).Value!.Compared.ShouldBe(7);
        (await ReadAllAsync(Log, Acme)).Count(recorded => recorded.Event is LogReconciled).ShouldBe(2);
        (await ReadAllAsync(Log, Globex)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("delivery-without-event")]
    [InlineData("event-without-delivery")]
    [InlineData("intent-without-outcome")]
    [InlineData("call-without-event")]
    [InlineData("event-without-call")]
    [InlineData("call-without-outcome")]
    [InlineData("call-without-prompt")]
    [InlineData("decision-without-event")]
    [InlineData("job-without-end")]
    public async Task What_is_missing_is_found_named_and_an_alert(string expected)
    {
        await RecordAsync(Whole(NewJob()), delivered: true);
        var job = NewJob();
        var whole = Whole(job);
        switch (expected)
        {
            case "delivery-without-event":
                await RecordAsync([.. whole.Where(auditEvent => auditEvent is not JobDelivered), Failed(job)], delivered: true);
                break;
            case "event-without-delivery":
                await RecordAsync(whole, delivered: false);
                break;
            case "intent-without-outcome":
                await RecordAsync([.. whole.Where(auditEvent => auditEvent is not JobDelivered)], delivered: false);
                break;
            case "call-without-event":
                await RecordAsync(whole, delivered: true);
                await CallAsync(job, attempt: 2);
                break;
            case "event-without-call":
                await RecordAsync(whole, delivered: true, called: false);
                break;
            case "call-without-outcome":
                await RecordAsync(whole[..2], delivered: false);
                break;
            case "call-without-prompt":
                await RecordAsync([.. whole.Where(auditEvent => auditEvent is not JobMasked)], delivered: true);
                await CallAsync(job, attempt: 1);
                break;
            case "decision-without-event":
                await RecordAsync(whole, delivered: true);
                await DecideAsync(job);
                break;
            default:
                await RecordAsync(whole[..1], delivered: false);
                Clock.Advance(TimeSpan.FromHours(24));
                break;
        }

        Clock.Advance(TimeSpan.FromHours(2));
        var compared = (await Reconciler.RunAsync(Acme, Token)).Value.ShouldNotBeNull();

        // A prompt that was left out is missing beside the ledger of calls, too.
        string[] others = expected == "call-without-prompt" ? ["call-without-event"] : [];
        compared.Discrepancies.ShouldBe([.. others.Append(expected).Select(name => KeyValuePair.Create(name, 1L))]);
        compared.Jobs.ShouldBe([job.Value]);
        compared.Result.ShouldBe(AuditResult.Failure);
        await Projector.CatchUpAsync(Acme, Token);
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldContain("log-discrepancy");
    }

    [Fact]
    public async Task Every_check_is_tried_here()
    {
        var tried = typeof(LogReconcilerTests)
            .GetMethod(nameof(What_is_missing_is_found_named_and_an_alert))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
            .Select(data => (string)((InlineDataAttribute)data).Data[0]!);

        tried.ShouldBe(LogCheck.All.Select(check => check.Name));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_delivery_that_is_missing_is_found_though_the_job_had_another_on_another_day()
    {
        var job = NewJob();
        await RecordAsync(Whole(job), delivered: true);
        Clock.Advance(TimeSpan.FromHours(2));
        (await Reconciler.RunAsync(Acme, Token)).Value!.Discrepancies.ShouldBeEmpty();

        Clock.Advance(TimeSpan.FromDays(1));
        await DeliverAsync(job, "hand-back");
        Clock.Advance(TimeSpan.FromHours(2));

        (await Reconciler.RunAsync(Acme, Token)).Value!.Discrepancies.ShouldBe(
            new Dictionary<string, long> { ["delivery-without-event"] = 1 }
        );
    }

    [Fact]
    public async Task A_log_that_was_changed_is_found_without_an_auditor_and_is_an_alert()
    {
        await RecordAsync(Whole(NewJob()), delivered: true);
        await Projector.CatchUpAsync(Acme, Token);
        Clock.Advance(TimeSpan.FromHours(2));
        await TamperAsync(
            "update audit.event set header = convert_to(replace(convert_from(header, 'utf8'), 'Success', 'Failure'), 'utf8') where revision = 2"
        );

        var compared = (await Reconciler.RunAsync(Acme, Token)).Value.ShouldNotBeNull();

        compared.Discrepancies[LogReconciler.DoesNotVerify].ShouldBeGreaterThan(0);
        await Projector.CatchUpAsync(Acme, Token);
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldContain("log-discrepancy");
    }

    [Fact]
    public async Task A_log_in_which_nothing_happened_for_a_week_is_checked_too()
    {
        await RecordAsync(Whole(NewJob()), delivered: true);
        Clock.Advance(TimeSpan.FromHours(2));
        (await Reconciler.RunAsync(Acme, Token)).Value!.Result.ShouldBe(AuditResult.Success);
        await Projector.CatchUpAsync(Acme, Token);
        Clock.Advance(TimeSpan.FromDays(7));
        (await Reconciler.RunAsync(Acme, Token)).Value.ShouldBeNull();
        await TamperAsync("update audit.event set salt = sha256(salt) where revision = 2");
        Clock.Advance(TimeSpan.FromDays(1));

        var compared = (await Reconciler.RunAsync(Acme, Token)).Value.ShouldNotBeNull();

        compared.Compared.ShouldBe(0);
        compared.Discrepancies.Keys.ShouldBe([LogReconciler.DoesNotVerify]);
    }

    [Fact]
    public async Task The_installations_own_log_is_checked_too()
    {
        (await Reconciler.OrganizationsAsync(Token)).Value.ShouldContain(OrganizationId.Installation);
        await Worker
            .GetRequiredService<InstallationLog>()
            .RecordDenialsAsync(Guid.CreateVersion7(Clock.GetUtcNow()), Clock.GetUtcNow(), new Dictionary<IPAddress, long>(), 1, Token);
        await Projector.CatchUpAsync(OrganizationId.Installation, Token);
        await TamperAsync("update audit.event set salt = sha256(salt) where revision = 0");

        var compared = (await Reconciler.RunAsync(OrganizationId.Installation, Token)).Value.ShouldNotBeNull();

        compared.Discrepancies.Keys.ShouldBe([LogReconciler.DoesNotVerify]);
    }

    [Fact]
    public async Task A_tree_that_became_smaller_is_not_signed_and_the_comparison_does_not_pass()
    {
        await RecordAsync(Whole(NewJob()), delivered: true);
        await Projector.CatchUpAsync(Acme, Token);
        Clock.Advance(TimeSpan.FromHours(2));
        await TamperAsync("delete from audit.tile");

        (await Reconciler.RunAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
    }

    [Fact]
    public async Task A_job_whose_entries_were_erased_is_no_discrepancy_and_nothing_of_it_stays_in_the_ledgers()
    {
        await RecordAsync(Whole(NewJob()), delivered: true);
        await Projector.CatchUpAsync(Acme, Token);
        (await EraseTicketAsync(Worker, Acme, 35436)).ShouldBe(5);
        Clock.Advance(TimeSpan.FromHours(2));

        (await Reconciler.RunAsync(Acme, Token)).Value.ShouldBeNull();

        (await CountAsync("conversation.delivery")).ShouldBe(0);
        (await CountAsync("conversation.provider_call")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_still_on_its_way_is_no_discrepancy()
    {
        await RecordAsync(Whole(NewJob())[..4], delivered: false);
        Clock.Advance(TimeSpan.FromMinutes(30));

        (await Reconciler.RunAsync(Acme, Token)).Value.ShouldBeNull();
    }

    private static JobId NewJob() => new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));

    private async Task RecordAsync(List<JobEvent> events, bool delivered, bool called = true)
    {
        (await Log.AppendAsync(Acme, events, Token)).Succeeded.ShouldBeTrue();
        if (called && events.OfType<JobMasked>().Any())
        {
            await CallAsync(events[0].Job, attempt: 1);
        }

        if (delivered)
        {
            await DeliverAsync(events[0].Job, "answer");
        }
    }

    private Task<int> DeliverAsync(JobId job, string effect) =>
        ExecuteAsync(
            Database.Superuser,
            """
            insert into conversation.delivery (organization_id, job_id, effect, operation, target, ticket_id, correlation_id, state, attempt, effect_id,
              intended_at, settled_at, recorded)
            values ($1, $2, $4, 'Generate', 'InternalNote', 35436, $2, 'done', 1, 'e1', $3, $3, true)
            """,
            Acme.Value,
            job.Value,
            Clock.GetUtcNow(),
            effect
        );

    private Task<int> CallAsync(JobId job, int attempt) =>
        ExecuteAsync(
            Database.Superuser,
            "insert into conversation.provider_call (organization_id, job_id, attempt, called_at) values ($1, $2, $3, $4)",
            Acme.Value,
            job.Value,
            attempt,
            Clock.GetUtcNow()
        );

    private Task<int> DecideAsync(JobId job) =>
        ExecuteAsync(
            Database.Superuser,
            """
            insert into conversation.draft (organization_id, job_id, version, operation, target, ticket_id, state, reasons, body_sealed, job, created_at,
              decided_at, decided_by_kind, decided_by_id)
            values ($1, $2, 1, 'Generate', 'InternalNote', 35436, 'rejected', '{Policy}', null, '{}', $3, $3, 'User', 'user-17')
            """,
            Acme.Value,
            job.Value,
            Clock.GetUtcNow()
        );

    private List<JobEvent> Whole(JobId job) =>
        [
            Of(
                job,
                (id, at, actor, correlation) =>
                    new JobQueued
                    {
                        Id = id,
                        At = at,
                        Actor = actor,
                        Correlation = correlation,
                        Job = job,
                        Operation = AiOperation.Generate,
                        Trigger = JobTrigger.Webhook,
                        Delivery = DeliveryTarget.InternalNote,
                        TicketId = 35436,
                    }
            ),
            Of(
                job,
                (id, at, actor, correlation) =>
                    new JobMasked
                    {
                        Id = id,
                        At = at,
                        Actor = actor,
                        Correlation = correlation,
                        Job = job,
                        Operation = AiOperation.Generate,
                        Attempt = 1,
                        ValuesByType = new Dictionary<string, int> { ["NAME"] = 1 },
                    }
            ),
            Of(
                job,
                (id, at, actor, correlation) =>
                    new JobProviderCalled
                    {
                        Id = id,
                        At = at,
                        Actor = actor,
                        Correlation = correlation,
                        Job = job,
                        Operation = AiOperation.Generate,
                        Attempt = 1,
                        Provider = "openai",
                        Model = "gpt-5-mini",
                    }
            ),
            Of(
                job,
                (id, at, actor, correlation) =>
                    new JobIntended
                    {
                        Id = id,
                        At = at,
                        Actor = actor,
                        Correlation = correlation,
                        Job = job,
                        Operation = AiOperation.Generate,
                        Attempt = 1,
                        Delivery = DeliveryTarget.InternalNote,
                        TicketId = 35436,
                        Mark = "m1",
                    }
            ),
            Of(
                job,
                (id, at, actor, correlation) =>
                    new JobDelivered
                    {
                        Id = id,
                        At = at,
                        Actor = actor,
                        Correlation = correlation,
                        Job = job,
                        Operation = AiOperation.Generate,
                        Attempt = 1,
                        Delivery = DeliveryTarget.InternalNote,
                        EffectId = "e1",
                    }
            ),
        ];

    private JobEvent Failed(JobId job) =>
        Of(
            job,
            (id, at, actor, correlation) =>
                new JobBuried
                {
                    Id = id,
                    At = at,
                    Actor = actor,
                    Correlation = correlation,
                    Job = job,
                    Operation = AiOperation.Generate,
                    Attempt = 1,
                    Step = Step.Deliver,
                    Result = AuditResult.Failure,
                    Failure = FailureCode.Crashed,
                }
        );

    private JobEvent Of(JobId job, Func<Guid, DateTimeOffset, AuditActor, CorrelationId, JobEvent> make) =>
        make(
            Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            Clock.GetUtcNow(),
            AuditActor.System("worker"),
            new CorrelationId(job.Value)
        ) with
        {
            Target = AuditTarget.Job(job),
        };
}
