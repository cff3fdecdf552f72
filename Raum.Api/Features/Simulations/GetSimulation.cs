using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.Jobs.Simulations;
using Raum.People.Access;

namespace Raum.Api.Features.Simulations;

/// <summary>Where a simulation stands, and what it found while that is kept. Each look is on record, as every request is.</summary>
internal static class GetSimulation
{
    public static RouteHandlerBuilder MapGetSimulation(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/simulations/{id}", HandleAsync)
            .WithName("GetSimulation")
            .WithTags("Simulations")
            .WithSummary("Get a simulation")
            .WithDescription("What it found is there for Queue:SimulationsFor after it ended; then only its state is.")
            .RequirePermission(Permission.Simulate)
            .ProducesProblemBody(404, 503);

    internal static async Task<Results<Ok<SimulationView>, ProblemResult>> HandleAsync(
        string id,
        Person person,
        IJobStatusStore jobs,
        SimulationReports reports,
        HttpContext context
    )
    {
        if (!JobId.TryParse(id, out var job))
        {
            return new Failure(FailureCode.NotFound).ToProblem();
        }

        context.Concerns(AuditTarget.Job(job));
        using var patience = Patience.For(context.RequestAborted);
        var found = await Patience.OrTimeoutAsync(jobs.FindAsync(person.Organization, job, patience.Token), context);
        if (found is not { Succeeded: true, Value: { IsSimulation: true } status } || status.Organization != person.Organization)
        {
            return (found.Failure ?? new Failure(FailureCode.NotFound)).ToProblem();
        }

        var view = SimulationView.Of(status);
        if (status.State != JobState.Done)
        {
            return TypedResults.Ok(view);
        }

        var report = await Patience.OrTimeoutAsync(reports.FindAsync(person.Organization, job, patience.Token), context);
        return report.Succeeded
            ? TypedResults.Ok(view with { Result = report.Value is { } kept ? SimulationResultView.Of(kept) : null })
            : report.Failure.ToProblem();
    }
}
