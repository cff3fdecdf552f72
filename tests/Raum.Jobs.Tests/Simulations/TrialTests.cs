using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Data;
using Raum.Jobs.Simulations;
using Raum.Jobs.Tests.Pipeline;
using Raum.Keys;
using Raum.Organizations;
using Raum.Organizations.Knowledge;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Simulations;

/// <summary>FLOW-9: a simulation tries words that are not in force, and leaves what is in force as it is.</summary>
public sealed class TrialTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    private static readonly KnowledgeDocument InForce = Procedure("Never promise a date of arrival.");
    private static readonly KnowledgeDocument Draft = Procedure("Promise a date three days from now.");

    [Fact]
    public async Task A_draft_of_a_procedure_stands_in_the_prompt_instead_of_the_version_in_force()
    {
        var entry = await WriteAsync(KnowledgeKind.Procedure, InForce);
        await WriteAsync(KnowledgeKind.Procedure, Procedure("Be brief."));

        var (report, masked) = await SimulateAsync(new TrialText(KnowledgeKind.Procedure, entry.Id, 0, Draft));

        report.System.Reveal().ShouldContain("Promise a date three days from now.");
        report.System.Reveal().ShouldContain("Be brief.");
        report.System.Reveal().ShouldNotContain("Never promise");
        report.Knowledge.Select(use => (use.Kind, use.Entry, use.Version)).ShouldContain(("procedure", entry.Id, 0));
        report.Knowledge.Count(use => use.Print is not null).ShouldBe(1);
        masked.Knowledge.ShouldBe(report.Knowledge);
        Model.Received[^1].Body.ShouldContain("three days from now");

        await RunWellAsync(NewJob());
        Model.Received[^1].Body.ShouldContain("Never promise a date");
        Model.Received[^1].Body.ShouldNotContain("three days from now");
    }

    [Fact]
    public async Task An_earlier_version_is_tried_under_its_number()
    {
        var entry = await WriteAsync(KnowledgeKind.Procedure, InForce);
        (await Get<KnowledgeWriter>().ReplaceAsync(Acme, KnowledgeKind.Procedure, entry.Id, 1, Draft, Admin, Token)).Failure.ShouldBeNull();

        var (report, _) = await SimulateAsync(new TrialText(KnowledgeKind.Procedure, entry.Id, 1, InForce));

        report.System.Reveal().ShouldContain("Never promise");
        var use = report.Knowledge.ShouldHaveSingleItem();
        (use.Entry, use.Version).ShouldBe((entry.Id, 1));
    }

    [Fact]
    public async Task A_new_article_is_found_by_its_words_and_one_that_does_not_fit_is_not()
    {
        var fits = Article("Orders that have not arrived", "An order that has not arrived after five days is sent again.");
        var beside = Article("Paint", "Our paint comes in red, green and blue and dries within the night.");

        var (with, _) = await SimulateAsync(new TrialText(KnowledgeKind.Article, null, 0, fits));
        var (without, _) = await SimulateAsync(new TrialText(KnowledgeKind.Article, null, 0, beside));

        with.System.Reveal().ShouldContain("after five days is sent again");
        with.Knowledge.ShouldHaveSingleItem().Kind.ShouldBe("article");
        without.Knowledge.ShouldBeEmpty();
        without.System.Reveal().ShouldNotContain("dries");
    }

    [Fact]
    public async Task A_procedure_on_trial_applies_by_its_operations_as_it_would_in_force()
    {
        var (report, _) = await SimulateAsync(
            new TrialText(KnowledgeKind.Procedure, null, 0, Draft with { Operations = [AiOperation.Summarize] })
        );

        report.Knowledge.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_looks_personal_in_a_draft_is_withheld_from_the_model()
    {
        var (report, _) = await SimulateAsync(
            new TrialText(KnowledgeKind.Procedure, null, 0, Procedure("Complaints go to carol.king@example.org."))
        );

        report.System.Reveal().ShouldContain("Complaints go to [withheld].");
        Model.Received[^1].Body.ShouldNotContain("carol.king");
    }

    [Fact]
    public async Task What_was_simulated_is_known_by_its_very_words_in_their_place_for_a_month_and_nothing_else_is()
    {
        var entry = await WriteAsync(KnowledgeKind.Procedure, InForce);
        var elsewhere = new OrganizationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        await SimulateAsync(new TrialText(KnowledgeKind.Procedure, entry.Id, 0, Draft));
        await SimulateAsync(
            new TrialText(KnowledgeKind.Procedure, null, 0, Procedure("For summaries only.") with { Operations = [AiOperation.Summarize] })
        );
        await RunWellAsync(NewJob());
        Model.Then(new Raum.Testing.Providers.ProviderReply.Error(401, "{}"));
        var failing = NewJob(target: DeliveryTarget.Simulation) with { Simulates = DeliveryTarget.PublicReply };
        var text = await Get<JobTexts>()
            .SealAsync(
                Acme,
                failing.Id,
                new JobText(null, null, [], Trial: [new TrialText(KnowledgeKind.Procedure, null, 0, Procedure("That failed."))]),
                Token
            );
        (await RunAsync(failing with { SealedText = text.Value })).Outcome.Succeeded.ShouldBeFalse();
        await CatchUpAsync();

        (await RequireAsync(Acme, entry.Id, Draft)).ShouldBeNull();
        (await RequireAsync(Acme, entry.Id, Draft with { Title = new PersonalText("Others") })).ShouldBe(FailureCode.SimulationRequired);
        (await RequireAsync(Acme, entry.Id, Draft with { Tags = ["delivery"] })).ShouldBe(FailureCode.SimulationRequired);
        (await RequireAsync(Acme, null, Draft)).ShouldBe(FailureCode.SimulationRequired);
        (await RequireAsync(Acme, entry.Id, InForce)).ShouldBe(FailureCode.SimulationRequired, "a job is no simulation");
        (await RequireAsync(Acme, null, Procedure("For summaries only.") with { Operations = [AiOperation.Summarize] })).ShouldBe(
            FailureCode.SimulationRequired,
            "it was not in the prompt"
        );
        (await RequireAsync(Acme, null, Procedure("That failed."))).ShouldBe(FailureCode.SimulationRequired);
        (await Get<OrganizationDirectory>().CreateAsync(elsewhere, "Globex", "eu", Admin, Token)).Failure.ShouldBeNull();
        (await RequireAsync(elsewhere, entry.Id, Draft)).ShouldBe(FailureCode.SimulationRequired);
        (await StoredAsync<long>("select count(*) from projection.audit_entry where details::text like '%three days%'")).ShouldBe(0);

        Clock.Advance(SimulatedTexts.Counts + TimeSpan.FromMinutes(1));
        (await RequireAsync(Acme, entry.Id, Draft)).ShouldBe(FailureCode.SimulationRequired);
    }

    private async Task<FailureCode?> RequireAsync(OrganizationId organization, Guid? entry, KnowledgeDocument document) =>
        (await Get<SimulatedTexts>().RequireAsync(organization, document.InPlace(KnowledgeKind.Procedure, entry), Token)).Failure?.Code;

    /// <summary>The read models, as another process keeps them.</summary>
    private async Task CatchUpAsync()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.Configure<RaumDataOptions>(data => (data.App, data.Projector) = (Database.App, Database.Projector));
        services.Configure<KeysOptions>(keys =>
            keys.Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" }
        );
        services.AddRaumData().AddRaumKeys().AddRaumOrganizations().AddRaumAuditProjector();
        await using var keeper = services.BuildServiceProvider();
        await keeper.GetRequiredService<AuditProjector>().CatchUpAsync(Acme, Token);
    }

    private async Task<(SimulationReport Report, JobMasked Masked)> SimulateAsync(params IReadOnlyList<TrialText> trial)
    {
        var job = NewJob(target: DeliveryTarget.Simulation) with { Simulates = DeliveryTarget.PublicReply };
        var text = await Get<JobTexts>().SealAsync(Acme, job.Id, new JobText(null, null, [], Trial: trial), Token);
        await RunWellAsync(job with { SealedText = text.Value });
        return (
            (await Get<SimulationReports>().FindAsync(Acme, job.Id, Token)).Value.ShouldNotBeNull(),
            (await EventsAsync(job.Id)).OfType<JobMasked>().ShouldHaveSingleItem()
        );
    }

    private async Task<KnowledgeEntry> WriteAsync(KnowledgeKind kind, KnowledgeDocument document)
    {
        var written = await Get<KnowledgeWriter>().CreateAsync(Acme, kind, document, Admin, Token);
        written.Failure.ShouldBeNull();
        return written.Value;
    }

    private static KnowledgeDocument Article(string title, string body) =>
        new() { Title = new PersonalText(title), Body = new PersonalText(body) };

    private static KnowledgeDocument Procedure(string body) => Article("Dates", body) with { Operations = [AiOperation.Generate] };
}
