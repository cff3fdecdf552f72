using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Audit;

/// <summary>The proof that the log of one checkpoint is the beginning of the log of a later one (AUD-5).</summary>
internal static class GetConsistency
{
    public static RouteHandlerBuilder MapGetConsistency(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/audit/consistency", HandleAsync)
            .WithName("GetAuditConsistency")
            .WithTags("Audit")
            .WithSummary("Get the proof between two checkpoints")
            .WithDescription(
                "That nothing in the log of the first checkpoint was changed or removed until the second one (RFC 6962 §2.1.2). first and second are numbers of entries, as they stand in the checkpoints."
            )
            .RequirePermission(Permission.ReadAudit)
            .ProducesProblemBody(400, 404);

    internal static async Task<Results<Ok<ConsistencyView>, ProblemResult>> HandleAsync(
        [FromQuery(Name = "first"), Description("Entries at the earlier checkpoint.")] string? first,
        [FromQuery(Name = "second"), Description("Entries at the later checkpoint; the newest when absent.")] string? second,
        Caller caller,
        AuditProofs proofs,
        HttpContext context
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var from = EntryNumber.Read("first", first, errors);
        var to = second is null ? null : EntryNumber.Read("second", second, errors);
        if (from is null || errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        using var patience = Patience.For(context.RequestAborted);
        var proof = await Patience.OrTimeoutAsync(proofs.ConsistencyAsync(caller.Organization, from.Value, to, patience.Token), context);
        return proof switch
        {
            { Succeeded: true } => TypedResults.Ok(
                new ConsistencyView(proof.Value.First, proof.Value.Second.ToString(), [.. proof.Value.Path.Select(hash => hash.ToString())])
            ),
            { Failure.Code: FailureCode.InvalidRequest } => Problem.Invalid(
                new Dictionary<string, string[]> { ["first"] = ["must not be more than the entries of the second checkpoint"] }
            ),
            { Failure: var failure } => failure.ToProblem(),
        };
    }
}

/// <param name="First">Entries at the earlier checkpoint.</param>
/// <param name="Checkpoint">The later checkpoint, a signed note.</param>
/// <param name="Path">Hashes in the order of the RFC, base64.</param>
internal sealed record ConsistencyView(long First, string Checkpoint, IReadOnlyList<string> Path);
