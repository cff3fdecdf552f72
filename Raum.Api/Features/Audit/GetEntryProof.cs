using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Audit;

/// <summary>The proof that an entry is in the log, with everything that is needed to check it offline (AUD-5).</summary>
internal static class GetEntryProof
{
    public static RouteHandlerBuilder MapGetEntryProof(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/audit/{revision}/proof", HandleAsync)
            .WithName("GetAuditEntryProof")
            .WithTags("Audit")
            .WithSummary("Get the proof of an entry")
            .WithDescription(
                "That the entry stands at this place of the log of the newest checkpoint. proof is a C2SP .tlog-proof file: saved as it is, `./raum audit verify` checks it. "
                    + "An entry is provable within a minute of its event; before that it is 404."
            )
            .RequirePermission(Permission.ReadAudit)
            .ProducesProblemBody(404, 410);

    internal static async Task<Results<Ok<EntryProofView>, ProblemResult>> HandleAsync(
        string revision,
        Caller caller,
        AuditProofs proofs,
        HttpContext context
    )
    {
        if (!long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return new Failure(FailureCode.NotFound).ToProblem();
        }

        using var patience = Patience.For(context.RequestAborted);
        var entry = await Patience.OrTimeoutAsync(proofs.EntryAsync(caller.Organization, index, patience.Token), context);
        return entry.Succeeded ? TypedResults.Ok(EntryProofView.Of(index, entry.Value)) : entry.Failure.ToProblem();
    }
}

/// <param name="Header">What the entry says in clear. Its canonical form (RFC 8785) is what is hashed.</param>
/// <param name="BodyHash">SHA-256 of the sealed body, base64.</param>
/// <param name="Salt">32 random bytes, base64.</param>
/// <param name="Proof">A .tlog-proof file.</param>
internal sealed record EntryProofView(long Revision, JsonElement Header, string BodyHash, string Salt, string Proof)
{
    public static EntryProofView Of(long revision, EntryProof entry)
    {
        using var header = JsonDocument.Parse(entry.Header);
        return new EntryProofView(
            revision,
            header.RootElement.Clone(),
            Convert.ToBase64String(entry.BodyHash),
            Convert.ToBase64String(entry.Salt),
            entry.Proof.ToString()
        );
    }
}
