using Microsoft.AspNetCore.Http.HttpResults;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.Organizations.Quotas;
using Raum.People.Access;

namespace Raum.Api.Features.Quotas;

/// <summary>What the organization may use up, and what is used up (ORG-8). A key sees the organization's quotas and its own.</summary>
internal static class GetQuotas
{
    public static RouteHandlerBuilder MapGetQuotas(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/quotas", HandleAsync)
            .WithName("GetQuotas")
            .WithTags("Quotas")
            .WithSummary("See quotas and what is used up")
            .WithDescription(
                "Days and months are of UTC. The operator sets quotas. `usage` comes from the read models and is a moment behind; `used` of a quota is exact."
            )
            .RequirePermission(Permission.ReadUsage);

    internal static async Task<Results<Ok<QuotasView>, ProblemResult>> HandleAsync(
        Caller caller,
        QuotaStore quotas,
        JobCounts counts,
        JobUsage usage,
        TimeProvider clock,
        HttpContext context
    )
    {
        using var patience = Patience.For(context.RequestAborted);
        var view = await Patience.OrTimeoutAsync(ReadAsync(caller, quotas, counts, usage, clock.GetUtcNow(), patience.Token), context);
        return view.Succeeded ? TypedResults.Ok(view.Value) : view.Failure.ToProblem();
    }

    private static async Task<Outcome<QuotasView>> ReadAsync(
        Caller caller,
        QuotaStore quotas,
        JobCounts counts,
        JobUsage usage,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var current = await quotas.CurrentAsync(caller.Organization, cancellationToken);
        if (!current.Succeeded)
        {
            return current.Failure;
        }

        var tallies = Tallies(caller, current.Value, now).ToList();
        var stand = await counts.ReadAsync(caller.Organization, [.. tallies.Select(one => one.Tally)], cancellationToken);
        if (!stand.Succeeded)
        {
            return stand.Failure;
        }

        var views = tallies.Zip(stand.Value).SelectMany(pair => Views(pair.First.Tally, pair.First.Key, pair.Second)).ToList();
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var today = await usage.SinceAsync(caller.Organization, [], day, cancellationToken);
        var month = await usage.SinceAsync(caller.Organization, [], day.AddDays(1 - day.Day), cancellationToken);
        return !today.Succeeded ? today.Failure
            : !month.Succeeded ? month.Failure
            : new QuotasView(views, new UsageView(today.Value.Jobs, today.Value.Spend), new UsageView(month.Value.Jobs, month.Value.Spend));
    }

    // Keys that were rolled over share one quota: each is shown with it.
    private static IEnumerable<(JobTally Tally, Guid? Key)> Tallies(Caller caller, OrganizationQuotas quotas, DateTimeOffset now) =>
        JobTally
            .Of(quotas.Organization, [], now)
            .Select(tally => (tally, (Guid?)null))
            .Concat(
                quotas
                    .Keys.SelectMany(one => quotas.LineOf(one.Key))
                    .Where(key => caller.Person is not null || key.Value == caller.Subject)
                    .OrderBy(key => key.Value)
                    .SelectMany(key => JobTally.Of(quotas.Of(key), quotas.LineOf(key), now).Select(tally => (tally, (Guid?)key.Value)))
            );

    private static IEnumerable<QuotaView> Views(JobTally tally, Guid? key, TallyCount count)
    {
        if (tally.MaxJobs is { } jobs)
        {
            yield return new QuotaView(QuotaNames.Jobs(tally), jobs, count.Jobs, tally.Ends, key);
        }

        if (tally.MaxSpend is { } spend)
        {
            yield return new QuotaView(QuotaNames.Spend(tally), spend, count.Spend, tally.Ends, key);
        }
    }
}

/// <param name="Today">Since the day began, with a quota or without.</param>
/// <param name="Month">Since the month began.</param>
internal sealed record QuotasView(IReadOnlyList<QuotaView> Quotas, UsageView Today, UsageView Month);

/// <param name="Name"><c>jobs-per-day</c>, <c>spend-per-month</c> and so on; <c>key-…</c> for an API key's own.</param>
/// <param name="Limit">Jobs, or US dollars.</param>
/// <param name="Used">Jobs, or US dollars by list price; a cap is passed by what was under way when it was reached.</param>
/// <param name="Key">The API key whose quota it is; keys that were rolled over share one. Absent for the organization's.</param>
internal sealed record QuotaView(string Name, decimal Limit, decimal Used, DateTimeOffset ResetsAt, Guid? Key = null);

/// <param name="Jobs">Jobs whose text was masked.</param>
/// <param name="Spend">US dollars by list price.</param>
internal sealed record UsageView(long Jobs, decimal Spend);
