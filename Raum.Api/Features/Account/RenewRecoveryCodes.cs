using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.Api.Features.Account;

/// <summary>Makes new recovery codes; the old ones have ended.</summary>
internal static class RenewRecoveryCodes
{
    public static RouteHandlerBuilder MapRenewRecoveryCodes(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/account/recovery-codes", HandleAsync)
            .WithName("RenewRecoveryCodes")
            .WithTags("Account")
            .WithSummary("Make new recovery codes")
            .WithDescription("Shown this once. 404: there is no authenticator that they would stand in for.")
            .RequirePermission(Permission.OwnAccount)
            .RequireOwnProof()
            .ProducesProblemBody(404);

    internal static async Task<Results<Ok<RecoveryCodesView>, ProblemResult>> HandleAsync(
        Person person,
        OwnAccount account,
        HttpContext context
    )
    {
        var codes = await account.RenewRecoveryCodesAsync(person.Session, context.RequestAborted);
        return codes.Succeeded ? TypedResults.Ok(new RecoveryCodesView(codes.Value)) : codes.Failure.ToProblem();
    }
}
