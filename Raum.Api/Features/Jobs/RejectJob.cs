using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.Jobs.Drafts;
using Raum.People.Access;

namespace Raum.Api.Features.Jobs;

/// <summary>Drops a draft: nothing is delivered, and its text is gone (FLOW-5).</summary>
internal static class RejectJob
{
    public static RouteHandlerBuilder MapRejectJob(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/jobs/{id}/reject", HandleAsync)
            .WithName("RejectJob")
            .WithTags("Jobs")
            .WithSummary("Reject a draft")
            .RequirePermission(Permission.DecideDrafts)
            .ProducesProblemBody(404, 409);

    internal static async Task<Results<Ok<JobView>, ProblemResult>> HandleAsync(
        string id,
        Caller caller,
        IJobStatusStore jobs,
        Approvals approvals,
        HttpContext context
    )
    {
        var job = await jobs.FindOwnAsync(caller, id, context);
        if (!job.Succeeded)
        {
            return job.Failure.ToProblem();
        }

        using var patience = Patience.For(context.RequestAborted);
        var rejected = await Patience.OrTimeoutAsync(
            approvals.RejectAsync(caller.Organization, job.Value.Id, caller.Actor, patience.Token),
            context
        );
        return await jobs.AfterDecisionAsync(rejected, job.Value, context);
    }
}
