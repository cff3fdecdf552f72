using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Jobs;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.People.Access;

namespace Raum.Api.Features.DeadLetters;

/// <summary>Queues a job that was given up again, as a first attempt, once its cause is gone.</summary>
internal static class ReplayDeadLetter
{
    public static RouteHandlerBuilder MapReplayDeadLetter(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/dead-letters/{id}/replay", HandleAsync)
            .WithName("ReplayDeadLetter")
            .WithTags("Dead letters")
            .WithSummary("Try a job again that was given up")
            .WithDescription(
                "The job keeps its id, and what it has delivered already is not delivered twice. 410: the job brought its own text, which no dead letter keeps; submit it again."
            )
            .RequirePermission(Permission.HandleDeadLetters)
            .ProducesProblemBody(404, 410);

    internal static async Task<Results<Accepted<JobAccepted>, ProblemResult>> HandleAsync(
        string id,
        Caller caller,
        IDeadLetters letters,
        HttpContext context
    )
    {
        using var patience = Patience.For(context.RequestAborted);
        var replayed = await Patience.OrTimeoutAsync(letters.ReplayAsync(caller.Organization, id, patience.Token), context);
        if (!replayed.Succeeded)
        {
            return replayed.Failure.ToProblem();
        }

        context.Concerns(AuditTarget.Job(replayed.Value.Id));
        var accepted = JobAccepted.Of(replayed.Value.Id);
        return TypedResults.Accepted(accepted.Links.Self, accepted);
    }
}
