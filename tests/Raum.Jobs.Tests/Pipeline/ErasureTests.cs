using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore;
using Raum.AuditStore.Erasure;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Proofs;
using Raum.AuditStore.Reconciling;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Jobs.Redis;
using Raum.Jobs.Simulations;
using Raum.Keys;
using Raum.Organizations;
using Raum.Organizations.Knowledge;
using Raum.Proofs.Export;
using Raum.Redis;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>KEY-7, DATA-2: a person asks, and what Raum holds about them is gone: log, read models, drafts, results; proofs stay, and a report says what left before.</summary>
public sealed class ErasureTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    private static readonly DataSubject Jane = DataSubject.ByEmail(new PersonalText(" Jane.Doe@EXAMPLE.com "))!;
    private ServiceProvider _keeper = null!;

    private PrivacyRequests Requests => _keeper.GetRequiredService<PrivacyRequests>();

    private PrivacyErasure Erasure => _keeper.GetRequiredService<PrivacyErasure>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.Configure<RaumDataOptions>(data =>
            (data.App, data.Projector, data.Purge) = (Database.App, Database.Projector, Database.Purge)
        );
        services.Configure<KeysOptions>(keys =>
            keys.Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" }
        );
        services
            .AddRaumData()
            .AddRaumKeys()
            .AddRaumOrganizations()
            .AddRaumAuditProjector()
            .AddRaumRedis(Redis.ConnectionString)
            .AddRaumJobQueue();
        _keeper = services.BuildServiceProvider();
    }

    public override async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task What_was_done_about_a_person_is_nowhere_any_more_and_everything_else_is_and_is_proved()
    {
        await LiftApprovalAsync(AiOperation.Summarize);
        var held = NewJob();
        await RunWellAsync(held);
        var noted = NewJob(AiOperation.Summarize, DeliveryTarget.InternalNote);
        await RunWellAsync(noted);
        var fetched = NewJob(target: DeliveryTarget.Result);
        await RunWellAsync(fetched);
        Ticket = Desk.OpenTicket(
            new Raum.Testing.Zendesk.NewTicket("A saw", "Which saw is best for oak?", "Ravi Kumar", "ravi@example.org", null, null)
        );
        var others = NewJob(target: DeliveryTarget.Result);
        await RunWellAsync(others);
        await _keeper.GetRequiredService<AuditProjector>().CatchUpAsync(Acme, Token);
        var kept = (await _keeper.GetRequiredService<AuditProofs>().LatestCheckpointAsync(Acme, Token)).Value;
        JobId[] about = [held.Id, noted.Id, fetched.Id];
        var secrets = await SecretsAsync(about);
        (await SearchAsync(secrets)).Select(found => found.Split(' ')[0]).Distinct().Order().ShouldBe(["body", "draft", "key", "print"]);
        (await RedisKeysAsync()).ShouldContain(key => key.Contains(fetched.Id.Value.ToString("N"), StringComparison.Ordinal));

        var sinks = _keeper.GetRequiredService<AuditSinks>();
        var siem = await SinkAsync(sinks, SinkKind.CloudEvents, "https://siem.acme.example/events");
        await SinkAsync(sinks, SinkKind.Syslog, "tls://idle.acme.example:6514");
        (await sinks.ApproveAsync(Acme, siem, approved: true, content: true, Admin, Token)).Failure.ShouldBeNull();
        (await sinks.ApproveAsync(Acme, siem, approved: true, content: false, Admin, Token)).Failure.ShouldBeNull();
        await _keeper.GetRequiredService<AuditProjector>().CatchUpAsync(Acme, Token);
        (await StoredAsync<long>("update audit.sink set position = 1000 where kind = 'CloudEvents' returning position")).ShouldBe(1000);

        (await Requests.ReceiveAsync(Acme, "DSR-17", [Jane], [], Admin, Token)).Failure.ShouldBeNull();
        (await Erasure.OrganizationsAsync(Token)).Value.ShouldBe([Acme]);
        (await Erasure.RunAsync(Acme, Token)).Value.ShouldBe(1);
        await _keeper.GetRequiredService<AuditProjector>().CatchUpAsync(Acme, Token);

        foreach (var job in about)
        {
            (await EventsAsync(job)).ShouldBeEmpty();
            (await Approvals.FindAsync(Acme, job, Token)).Succeeded.ShouldBeFalse();
            (await RedisKeysAsync()).ShouldNotContain(key => key.Contains(job.Value.ToString("N"), StringComparison.Ordinal));
        }

        (await EventsAsync(others.Id)).ShouldNotBeEmpty();
        (await StoredAsync<long>("select count(*) from projection.job_subject")).ShouldBeGreaterThan(0);
        (await VerifyAsync(kept)).Problems.ShouldBeEmpty();
        await ShouldBeInNoFileAsync(secrets);

        var request = (await Requests.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem();
        (request.State, request.Reference).ShouldBe((PrivacyRequestState.Done, "DSR-17"));
        (request.DueAt - request.ReceivedAt).ShouldBe(TimeSpan.FromDays(30));
        var report = request.Report.ShouldNotBeNull();
        (report.Jobs, report.Results, report.Callbacks).ShouldBe((3, 1, 0));
        report.Entries.ShouldBe(secrets.Count(secret => secret.Kind == "key"));
        report.ZendeskTickets.Count.ShouldBe(1);
        var provider = report.Providers.ShouldHaveSingleItem();
        (provider.Provider, provider.Calls).ShouldBe(("Compatible", 3));
        report.Receipts.Count.ShouldBe(1);
        // Content was withdrawn later: what went before stays with the receiver.
        report.Sinks.ShouldHaveSingleItem().ShouldBe(new SinkCopies(siem, "CloudEvents", report.Entries, Content: true));
        (await Erasure.OrganizationsAsync(Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_simulation_kept_about_a_person_is_found_and_erased_as_a_jobs_is()
    {
        var real = NewJob(target: DeliveryTarget.Simulation) with { Simulates = DeliveryTarget.PublicReply };
        await RunWellAsync(real);
        var pasted = await SimulateAsync("Jane Doe", "jane.doe@example.com");
        var others = await SimulateAsync("Ravi Kumar", "ravi@example.org");
        await _keeper.GetRequiredService<AuditProjector>().CatchUpAsync(Acme, Token);
        var secrets = await SecretsAsync([real.Id, pasted]);
        secrets.Select(secret => secret.Kind).Distinct().Order().ShouldBe(["body", "key", "print"]);

        (await Requests.ReceiveAsync(Acme, "DSR-21", [Jane], [], Admin, Token)).Failure.ShouldBeNull();
        (await Erasure.RunAsync(Acme, Token)).Value.ShouldBe(1);

        foreach (var job in (JobId[])[real.Id, pasted])
        {
            (await EventsAsync(job)).ShouldBeEmpty();
            (await RedisKeysAsync()).ShouldNotContain(key => key.Contains(job.Value.ToString("N"), StringComparison.Ordinal));
            (await Get<SimulationReports>().FindAsync(Acme, job, Token)).Value.ShouldBeNull();
        }

        (await EventsAsync(others)).ShouldNotBeEmpty();
        (await Get<SimulationReports>().FindAsync(Acme, others, Token)).Value.ShouldNotBeNull();
        var report = (await Requests.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem().Report.ShouldNotBeNull();
        (report.Jobs, report.Results).ShouldBe((2, 2));
        await ShouldBeInNoFileAsync(secrets);
    }

    [Fact]
    public async Task The_daily_comparison_finds_nothing_wrong_with_simulations_that_ended_well_or_not()
    {
        await RunWellAsync(NewJob(target: DeliveryTarget.Simulation) with { Simulates = DeliveryTarget.PublicReply });
        Model.Then(new Raum.Testing.Providers.ProviderReply.Error(401, "{}"));
        var failing = NewJob(target: DeliveryTarget.Simulation) with { Simulates = DeliveryTarget.PublicReply };
        await Queue.EnqueueAsync(failing, [], Token);
        JobLease? lease = null;
        while (lease is null)
        {
            lease = (await Queue.TakeAsync(1, Token)).FirstOrDefault(taken => taken.Job.Id == failing.Id);
        }

        var ended = await RunAsync(failing);
        await Get<JobSettlement>().BuryAsync(lease, ended.Outcome.Failure!.Code, ended.Step, Token);
        Clock.Advance(TimeSpan.FromHours(20));

        var compared = (await _keeper.GetRequiredService<LogReconciler>().RunAsync(Acme, Token)).Value.ShouldNotBeNull();
        Clock.Advance(TimeSpan.FromHours(25));
        var again = (await _keeper.GetRequiredService<LogReconciler>().RunAsync(Acme, Token)).Value;

        compared.Discrepancies.ShouldBeEmpty();
        compared.Compared.ShouldBeGreaterThan(8);
        (again?.Discrepancies ?? new Dictionary<string, long>()).ShouldBeEmpty();
        (await StoredAsync<long>("select sum(calls)::bigint from projection.usage")).ShouldBe(2, "it costs what any call costs");
    }

    [Fact]
    public async Task Texts_of_the_organization_that_name_the_person_are_in_the_report_version_by_version_and_stay_as_they_are()
    {
        var articles = _keeper.GetRequiredService<KnowledgeWriter>();
        var named = await WriteAsync(KnowledgeKind.Article, "Ask jane.doe@example.com about saws.");
        (
            await articles.ReplaceAsync(Acme, KnowledgeKind.Article, named.Id, 1, Text("Ask the shop about saws."), Admin, Token)
        ).Succeeded.ShouldBeTrue();
        (
            await articles.ReplaceAsync(Acme, KnowledgeKind.Article, named.Id, 2, Text("Ask **Jane.Doe@EXAMPLE.com**."), Admin, Token)
        ).Succeeded.ShouldBeTrue();
        var procedure = await WriteAsync(KnowledgeKind.Procedure, "Complaints go to jane.doe@example.com first.");
        await WriteAsync(KnowledgeKind.Article, "Write to help@example.com.");

        (await Requests.ReceiveAsync(Acme, "DSR-19", [Jane], [], Admin, Token)).Failure.ShouldBeNull();
        (await Erasure.RunAsync(Acme, Token)).Value.ShouldBe(1);

        var report = (await Requests.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem().Report.ShouldNotBeNull();
        report.Texts!.ShouldBe(
            [
                new TextMention("article", named.Id, 1, IsInForce: false),
                new TextMention("article", named.Id, 3, IsInForce: true),
                new TextMention("procedure", procedure.Id, 1, IsInForce: true),
            ],
            ignoreOrder: true
        );
        var reader = _keeper.GetRequiredService<KnowledgeReader>();
        (await reader.FindVersionAsync(Acme, KnowledgeKind.Article, named.Id, 1, Token))
            .Value.Document.Body.Reveal()
            .ShouldContain("jane.doe");

        // What the organization does about an old version.
        (await articles.DeleteVersionAsync(Acme, KnowledgeKind.Article, named.Id, 1, 3, Admin, Token)).Succeeded.ShouldBeTrue();
        (await Requests.ReceiveAsync(Acme, "DSR-20", [Jane], [], Admin, Token)).Failure.ShouldBeNull();
        (await Erasure.RunAsync(Acme, Token)).Value.ShouldBe(1);
        (await Requests.ListAsync(Acme, Token)).Value.Single(one => one.Reference == "DSR-20").Report!.Texts!.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_person_is_found_by_the_desks_number_too_and_the_events_of_the_request_name_nobody()
    {
        await RunWellAsync(NewJob(target: DeliveryTarget.Result));
        var user = DataSubject.ByZendeskUser(Desk.Find(Ticket.Id)!.RequesterId)!;

        (await Requests.ReceiveAsync(Acme, "DSR-18", [user], [], Admin, Token)).Failure.ShouldBeNull();
        (await Requests.ReceiveAsync(Acme, "DSR-18", [Jane], [], Admin, Token)).Failure!.Code.ShouldBe(FailureCode.Conflict);
        (await Requests.ReceiveAsync(Acme, "Jane Doe", [Jane], [], Admin, Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        (await Erasure.RunAsync(Acme, Token)).Value.ShouldBe(1);

        (await Requests.ListAsync(Acme, Token)).Value[0].Report!.Jobs.ShouldBe(1);
        (await StoredAsync<long>("select count(*) from audit.privacy_request where cardinality(prints) > 0")).ShouldBe(0);
        var changes = await AllAsync<PrivacyRequestChanged>();
        changes.Select(change => change.Change).ShouldBe([PrivacyRequestChange.Received, PrivacyRequestChange.Done]);
        changes[1].Entries.ShouldBe((await AllAsync<BodiesRemoved>()).Single().Entries);
    }

    [Fact]
    public async Task A_request_waits_for_a_hold_and_names_it_and_waits_for_a_job_that_still_runs()
    {
        var job = NewJob(target: DeliveryTarget.Result);
        await Queue.EnqueueAsync(job, "order-4711", Token);
        await RunWellAsync(job);
        var settings = _keeper.GetRequiredService<RetentionSettings>();
        var hold = (await settings.PlaceHoldAsync(Acme, Admin, Token)).Value;
        var id = (await Requests.ReceiveAsync(Acme, "DSR-19", [Jane], [], Admin, Token)).Value.Id;

        (await Erasure.RunAsync(Acme, Token)).Value.ShouldBe(0);
        (await Erasure.RunAsync(Acme, Token)).Value.ShouldBe(0);
        var held = (await Requests.FindAsync(Acme, id, Token)).Value;
        (held.State, held.Holds.ShouldHaveSingleItem()).ShouldBe((PrivacyRequestState.Held, hold));
        (await AllAsync<PrivacyRequestChanged>()).Count(change => change.Change == PrivacyRequestChange.Held).ShouldBe(1);

        (await settings.LiftHoldAsync(Acme, hold, Admin, Token)).Failure.ShouldBeNull();
        (await Erasure.RunAsync(Acme, Token)).Value.ShouldBe(0);
        (await Requests.FindAsync(Acme, id, Token)).Value.State.ShouldBe(PrivacyRequestState.Erasing);
        (await EventsAsync(job.Id)).ShouldNotBeEmpty();

        (await Get<IJobStatusStore>().SetAsync(Acme, job.Id, JobState.Done, null, Token)).Failure.ShouldBeNull();
        (await Erasure.RunAsync(Acme, Token)).Value.ShouldBe(1);
        (await EventsAsync(job.Id)).ShouldBeEmpty();
        (await Requests.FindAsync(Acme, id, Token)).Value.Holds.ShouldBe([hold]);
        (await Get<IJobStatusStore>().FindAsync(Acme, job.Id, Token)).Value.ShouldBeNull();
    }

    private async Task<JobId> SimulateAsync(string name, string email)
    {
        var job = NewJob(target: DeliveryTarget.Simulation) with { Simulates = DeliveryTarget.PublicReply, TicketId = null };
        var pasted = new PastedTicket(
            null,
            [new PastedMessage(false, true, new PersonalText($"I am {name}. Where is my order?"))],
            [new TicketPerson(0, TicketRole.Requester, new PersonalText(name), new PersonalText(email))],
            []
        );
        var text = await Get<JobTexts>().SealAsync(Acme, job.Id, new JobText(null, null, [], Pasted: pasted), Token);
        await RunWellAsync(job with { SealedText = text.Value });
        return job.Id;
    }

    private async Task<List<T>> AllAsync<T>()
        where T : AuditEvent
    {
        var events = new List<T>();
        await foreach (var recorded in Get<IAuditLog>().ReadAsync(Acme, 0, Token))
        {
            if (recorded.Event is T wanted)
            {
                events.Add(wanted);
            }
        }

        return events;
    }

    private async Task<ExportReport> VerifyAsync(Raum.Proofs.Notes.SignedNote kept)
    {
        using var file = new MemoryStream();
        await (await _keeper.GetRequiredService<AuditExporter>().OpenAsync(Acme, 0, Token)).Value.WriteAsync(file, Token);
        using var reader = new StringReader(Encoding.UTF8.GetString(file.ToArray()));
        var keys = (await _keeper.GetRequiredService<AuditProofs>().KeysAsync(Acme, Token)).Value;
        return await ExportVerifier.VerifyAsync(reader, [.. keys.Select(key => key.Key)], kept, Token);
    }

    /// <summary>What could make readable what is about the person, or say that something is.</summary>
    private async Task<List<(string Kind, byte[] Bytes)>> SecretsAsync(JobId[] jobs)
    {
        var secrets = new List<(string, byte[])>();
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(
            """
            select 'key', k.wrapped from audit.body_key k join projection.audit_entry a on a.event_id = k.event_id where a.target_id = any ($1)
            union all select 'body', substring(e.body from 30) from audit.event e join projection.audit_entry a on a.event_id = e.event_id where a.target_id = any ($1)
            union all select distinct 'print', print from projection.job_subject where job_id::text = any ($1)
            union all select 'draft', body_sealed from conversation.draft where job_id::text = any ($1) and body_sealed is not null
            """,
            connection
        ).With(new object[] { jobs.Select(job => job.ToString()).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            secrets.Add((reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
        }

        return secrets;
    }

    /// <summary>After the place of dead rows was used again, which an operator can bring about, no table file holds them.</summary>
    private async Task ShouldBeInNoFileAsync(List<(string Kind, byte[] Bytes)> secrets)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        string[] tables =
        [
            "audit.body_key",
            "audit.event",
            "audit.privacy_request",
            "projection.job_subject",
            "conversation.draft",
            "projection.audit_entry",
        ];
        List<string> found;
        var tries = 0;
        do
        {
            // Somebody else's snapshot (autovacuum analyzes, too) keeps dead rows while it lasts.
            foreach (var table in tables)
            {
                await using var vacuum = new NpgsqlCommand($"vacuum full {table}", connection);
                await vacuum.ExecuteNonQueryAsync(Token);
            }

            found = await SearchAsync(secrets);
        } while (found.Count > 0 && ++tries < 100);

        found.ShouldBeEmpty();
    }

    private async Task<List<string>> SearchAsync(List<(string Kind, byte[] Bytes)> secrets)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var checkpoint = new NpgsqlCommand("checkpoint", connection);
        await checkpoint.ExecuteNonQueryAsync(Token);
        var folder = await StoredAsync<string>(
            "select current_setting('data_directory') || '/base/' || (select oid from pg_database where datname = current_database())"
        );
        var found = new List<string>();
        foreach (var file in Directory.GetFiles(folder!))
        {
            try
            {
                var bytes = await File.ReadAllBytesAsync(file, Token);
                found.AddRange(
                    secrets.Where(secret => bytes.AsSpan().IndexOf(secret.Bytes) >= 0).Select(secret => $"{secret.Kind} in {file}")
                );
            }
            catch (FileNotFoundException)
            {
                // Removed meanwhile: Postgres tidies up.
            }
        }

        return found;
    }

    private async Task<List<string>> RedisKeysAsync()
    {
        var keys = await _keeper.GetRequiredService<RedisClient>().ExecuteAsync(["KEYS", "*"], Token);
        return [.. keys.Items.Select(key => key.Text)];
    }

    private async Task<Guid> SinkAsync(AuditSinks sinks, SinkKind kind, string address)
    {
        var secret = kind == SinkKind.Syslog ? null : new PersonalText("a secret of more than 32 characters for a sink");
        var added = await sinks.AddAsync(Acme, kind, EntryFormat.Ocsf, new PersonalText(address), secret, null, null, Admin, Token);
        added.Failure.ShouldBeNull();
        return added.Value;
    }

    private async Task<KnowledgeEntry> WriteAsync(KnowledgeKind kind, string body) =>
        (
            await _keeper
                .GetRequiredService<KnowledgeWriter>()
                .CreateAsync(
                    Acme,
                    kind,
                    kind == KnowledgeKind.Procedure ? Text(body) with { Operations = [AiOperation.Generate] } : Text(body),
                    Admin,
                    Token
                )
        ).Value;

    private static KnowledgeDocument Text(string body) => new() { Title = new PersonalText("Saws"), Body = new PersonalText(body) };
}
