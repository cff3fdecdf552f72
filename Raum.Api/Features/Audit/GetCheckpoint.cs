using Microsoft.AspNetCore.Http.HttpResults;
using Raum.AuditStore.Proofs;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Audit;

/// <summary>The newest signed checkpoint of the organization's log (AUD-5), for who keeps it where Raum cannot reach.</summary>
internal static class GetCheckpoint
{
    public static RouteHandlerBuilder MapGetCheckpoint(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/audit/checkpoint", HandleAsync)
            .WithName("GetAuditCheckpoint")
            .WithTags("Audit")
            .WithSummary("Get the log's newest signed checkpoint")
            .WithDescription(
                "A signed note (C2SP tlog-checkpoint): name of the log, number of entries, root of the tree, signature. Keep it somewhere else; later exports are compared with it."
            )
            .RequirePermission(Permission.ReadAudit)
            .Produces<string>(200, "text/plain")
            .ProducesProblemBody(404);

    internal static async Task<Results<ContentHttpResult, ProblemResult>> HandleAsync(
        Caller caller,
        AuditProofs proofs,
        HttpContext context
    )
    {
        using var patience = Patience.For(context.RequestAborted);
        var checkpoint = await Patience.OrTimeoutAsync(proofs.LatestCheckpointAsync(caller.Organization, patience.Token), context);
        return checkpoint.Succeeded
            ? TypedResults.Text(checkpoint.Value.ToString(), "text/plain; charset=utf-8")
            : checkpoint.Failure.ToProblem();
    }
}
