using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;

namespace Raum.Api.Features.Audit;

/// <summary>The public keys of a log, for everybody who knows the organization's id: who checks a log has no key of Raum's API (AUD-5).</summary>
internal static class GetLogKeys
{
    private const string KeepFor = "public, max-age=300";

    public static RouteHandlerBuilder MapGetLogKeys(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/.well-known/raum-log-keys", HandleAsync)
            .WithName("GetLogKeys")
            .WithTags("Audit")
            .WithSummary("Get the public keys of a log")
            .WithDescription("The newest first, old ones stay. Needs no API key: what it shows is public.")
            .OpenToEverybody("public keys")
            .ProducesProblemBody(400, 503);

    internal static async Task<Results<Ok<LogKeysView>, ProblemResult>> HandleAsync(
        [FromQuery(Name = "organization")] string? organization,
        AuditProofs proofs,
        HttpContext context
    )
    {
        if (!OrganizationId.TryParse(organization, out var id))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["organization"] = ["must be the id of an organization"] });
        }

        using var patience = Patience.For(context.RequestAborted);
        var keys = await Patience.OrTimeoutAsync(proofs.KeysAsync(id, patience.Token), context);
        if (!keys.Succeeded)
        {
            return keys.Failure.ToProblem();
        }

        context.Response.Headers.CacheControl = KeepFor;
        return TypedResults.Ok(
            new LogKeysView([.. keys.Value.Select(key => new LogKeyView(key.Key.ToString(), key.CreatedAt, key.ReplacedAt))])
        );
    }
}

internal sealed record LogKeysView(IReadOnlyList<LogKeyView> Keys);

/// <param name="Key">name+id+base64, as `./raum audit verify --key` takes it.</param>
/// <param name="Since">It signs from here on.</param>
/// <param name="ReplacedAt">When a newer key came. It signs for some weeks more, beside the new one.</param>
internal sealed record LogKeyView(string Key, DateTimeOffset Since, DateTimeOffset? ReplacedAt = null);
