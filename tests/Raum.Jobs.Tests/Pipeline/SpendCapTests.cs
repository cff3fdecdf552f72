using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.Organizations.ApiKeys;
using Raum.Organizations.Quotas;
using Raum.Providers;
using Raum.Testing.Providers;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>ORG-8: spend is counted with each call, and no call is made beyond a cap.</summary>
public sealed class SpendCapTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    private const decimal CallPrice = 0.5m;

    private decimal? _price = CallPrice;

    // A price that makes every call cost the same, whatever the pretend provider says of tokens.
    protected override void Configure(IServiceCollection services)
    {
        services.Decorate<ITallyStore>((_, inner) => new FailingTallies(inner));
        services.Configure<ProviderOptions>(options =>
        {
            if (_price is { } price)
            {
                options.Prices["llama-3.3-70b"] = new ModelPrice { Input = price * 1_000, Output = 0 };
            }
        });
    }

    [Fact]
    public async Task Calls_are_counted_until_the_cap_and_none_is_made_beyond_it()
    {
        await SetAsync(null, quota => quota with { SpendPerDay = 0.01m });
        var first = NewJob();
        await RunWellAsync(first);
        var calls = Model.Count;

        var second = await RunAsync(NewJob());

        second.Outcome.Failure!.Code.ShouldBe(FailureCode.QuotaExhausted);
        second.Outcome.Failure.IsTransient.ShouldBeFalse();
        Model.Count.ShouldBe(calls);
        var recorded = (await EventsAsync(first.Id)).OfType<JobProviderCalled>().ShouldHaveSingleItem();
        (await SpentAsync(null)).ShouldBe(recorded.Cost!.Value);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(100, false)]
    public async Task Spend_is_counted_again_when_the_tallies_could_not_be_reached_and_no_answer_waits_for_them_for_long(
        int failures,
        bool counted
    )
    {
        await SetAsync(null, quota => quota with { SpendPerDay = 100 });
        var tallies = (FailingTallies)Get<ITallyStore>();
        tallies.Failures = failures;
        var job = NewJob();

        var run = RunAsync(job);
        while (!run.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(tallies.Failures < failures ? 10 : 0));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }

        (await run).Outcome.Value.ShouldBe(JobEnd.Held);
        var cost = (await EventsAsync(job.Id)).OfType<JobProviderCalled>().ShouldHaveSingleItem().Cost!.Value;
        (await SpentAsync(null)).ShouldBe(counted ? cost : 0);
    }

    [Fact]
    public async Task A_day_that_is_over_gives_back_the_days_cap_and_not_the_months()
    {
        await SetAsync(null, quota => quota with { SpendPerDay = 0.01m });
        await RunWellAsync(NewJob());
        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.QuotaExhausted);

        Clock.Advance(TimeSpan.FromDays(1));

        await RunWellAsync(NewJob());
        await SetAsync(null, quota => quota with { SpendPerDay = null, SpendPerMonth = 0 });
        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.QuotaExhausted);
    }

    [Fact]
    public async Task A_keys_cap_holds_for_its_jobs_alone()
    {
        var key = (await Get<ApiKeys>().CreateAsync(Acme, "desk", [ApiKeyScopes.Jobs], null, Admin, Token)).Value.Id;
        await SetAsync(key, quota => quota with { SpendPerMonth = 0.01m });
        await RunWellAsync(NewJob() with { Actor = AuditActor.ApiKey(key) });

        (await RunAsync(NewJob() with { Actor = AuditActor.ApiKey(key) })).Outcome.Failure!.Code.ShouldBe(FailureCode.QuotaExhausted);
        await RunWellAsync(NewJob());
    }

    [Fact]
    public async Task Under_a_cap_a_model_without_a_price_is_not_called()
    {
        _price = null;
        await RestartAsync();
        await SetAsync(null, quota => quota with { SpendPerMonth = 1_000 });

        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.ProviderNotConfigured);

        Model.Count.ShouldBe(0);
        await SetAsync(null, quota => quota with { SpendPerMonth = null });
        await RunWellAsync(NewJob());
    }

    [Fact]
    public async Task A_server_that_does_not_say_what_it_read_is_counted_by_the_length_of_the_texts()
    {
        await SetAsync(null, quota => quota with { SpendPerDay = 0.01m });
        Model.Then(
            new ProviderReply.Raw(
                """
                {"id":"chatcmpl-1","object":"chat.completion","created":1795219200,"model":"llama-3.3-70b",
                 "choices":[{"index":0,"message":{"role":"assistant","content":"Hello, it is on its way."},"finish_reason":"stop"}]}
                """
            )
        );
        var job = NewJob();
        await RunWellAsync(job);

        var recorded = (await EventsAsync(job.Id)).OfType<JobProviderCalled>().ShouldHaveSingleItem();
        (recorded.InputTokens, recorded.OutputTokens).ShouldBe((0, 0));
        recorded.Cost!.Value.ShouldBeGreaterThan(0.01m);
        (await SpentAsync(null)).ShouldBe(recorded.Cost.Value);
        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.QuotaExhausted);
    }

    [Fact]
    public async Task A_draft_that_was_paid_for_is_delivered_beyond_the_cap()
    {
        await SetAsync(null, quota => quota with { SpendPerDay = 0.01m });
        var job = NewJob();
        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);
        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.QuotaExhausted);

        (await Approvals.ApproveAsync(Acme, job.Id, Agent, null, Token)).Failure.ShouldBeNull();

        (await RunQueuedAsync()).ShouldBe(JobEnd.Delivered);
    }

    [Fact]
    public async Task A_changed_quota_gives_nothing_back_to_a_job_that_waits()
    {
        await SetAsync(null, quota => quota with { SpendPerDay = 0.01m });
        await RunWellAsync(NewJob());

        // No job comes in that would begin the tally of the changed quota.
        await SetAsync(null, quota => quota with { SpendPerDay = 0.02m });

        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.QuotaExhausted);
    }

    [Fact]
    public async Task A_tally_that_has_not_begun_stands_at_what_the_read_models_say()
    {
        await RunWellAsync(NewJob());
        await ProjectAsync();
        await SetAsync(null, quota => quota with { SpendPerDay = 0.01m });

        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.QuotaExhausted);
    }

    [Fact]
    public async Task Spend_of_before_a_cap_was_set_beside_a_quota_of_jobs_counts()
    {
        await SetAsync(null, quota => quota with { JobsPerDay = 100 });
        await RunWellAsync(NewJob());
        await SetAsync(null, quota => quota with { SpendPerDay = 0.01m });

        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.QuotaExhausted);
    }

    [Fact]
    public async Task A_draft_that_must_be_made_anew_is_not_made_beyond_the_cap()
    {
        await SetAsync(null, quota => quota with { SpendPerDay = 0.01m });
        var job = NewJob();
        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);
        var calls = Model.Count;
        (await Approvals.ApproveAsync(Acme, job.Id, Agent, null, Token)).Failure.ShouldBeNull();
        StoreOtherRequester();

        var made = await RunAsync(Queue.Queued[^1]);

        made.Outcome.Failure!.Code.ShouldBe(FailureCode.QuotaExhausted);
        Model.Count.ShouldBe(calls);
    }

    [Theory]
    [InlineData("unreadable", true)]
    [InlineData("500", true)]
    [InlineData("cut", true)]
    [InlineData("429", false)]
    [InlineData("401", false)]
    public async Task A_call_that_failed_counts_its_prompt_unless_it_was_turned_away(string how, bool counts)
    {
        await SetAsync(null, quota => quota with { SpendPerDay = 0.01m });
        Model.Then(
            how switch
            {
                "unreadable" => new ProviderReply.Raw("{"),
                "cut" => new ProviderReply.Cut("Hello, "),
                _ => new ProviderReply.Error(int.Parse(how, CultureInfo.InvariantCulture), "{}"),
            }
        );
        var job = NewJob();

        (await RunAsync(job)).Outcome.Succeeded.ShouldBeFalse();

        var recorded = (await EventsAsync(job.Id)).OfType<JobProviderCalled>().ShouldHaveSingleItem();
        recorded.Result.ShouldBe(AuditResult.Failure);
        (recorded.Cost > 0.01m).ShouldBe(counts);
        (await SpentAsync(null)).ShouldBe(recorded.Cost!.Value);
    }

    [Fact]
    public async Task A_call_that_failed_counts_what_the_provider_said()
    {
        await SetAsync(null, quota => quota with { SpendPerDay = 0.01m });
        Model.Then(new ProviderReply.Answer("", Stop: "content_filter") { InputTokens = 70, OutputTokens = 0 });
        var job = NewJob();

        (await RunAsync(job)).Outcome.Failure!.Code.ShouldBe(FailureCode.ProviderRefused);

        var recorded = (await EventsAsync(job.Id)).OfType<JobProviderCalled>().ShouldHaveSingleItem();
        recorded.InputTokens.ShouldBe(70);
        (await SpentAsync(null)).ShouldBe(70 * CallPrice / 1_000);
    }

    [Fact]
    public async Task Keys_that_follow_each_other_share_one_cap()
    {
        var first = (await Get<ApiKeys>().CreateAsync(Acme, "desk", [ApiKeyScopes.Jobs], null, Admin, Token)).Value.Id;
        await SetAsync(first, quota => quota with { SpendPerMonth = 0.01m });
        await RunWellAsync(NewJob() with { Actor = AuditActor.ApiKey(first) });

        var second = (await Get<ApiKeyRollover>().RollAsync(Acme, first, TimeSpan.FromHours(24), Admin, Token)).Value.Id;

        (await RunAsync(NewJob() with { Actor = AuditActor.ApiKey(second) })).Outcome.Failure!.Code.ShouldBe(FailureCode.QuotaExhausted);
        (await SpentAsync(second)).ShouldBe(await SpentAsync(first));
    }

    private async Task ProjectAsync()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.Configure<RaumDataOptions>(data => (data.App, data.Projector) = (Database.App, Database.Projector));
        services.Configure<KeysOptions>(keys =>
            keys.Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" }
        );
        services.AddRaumData().AddRaumKeys().AddRaumAuditProjector();
        await using var projector = services.BuildServiceProvider();
        await projector.GetRequiredService<AuditProjector>().CatchUpAsync(Acme, Token);
    }

    private async Task SetAsync(ApiKeyId? key, Func<Quota, Quota> change) =>
        (await Get<QuotaStore>().ChangeAsync(Acme, key, change, Admin, Token)).Failure.ShouldBeNull();

    private async Task<decimal> SpentAsync(ApiKeyId? key)
    {
        var quotas = (await Get<QuotaStore>().GetAsync(Acme, Token)).Value;
        var tally = JobTally
            .Of(key is { } id ? quotas.Of(id) : quotas.Organization, key is { } one ? quotas.LineOf(one) : [], Clock.GetUtcNow())
            .First();
        return (await Get<ITallyStore>().ReadAsync(Acme, [tally], Token)).Value[0].Count.Spend;
    }
}
