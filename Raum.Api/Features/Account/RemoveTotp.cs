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

/// <summary>Takes a person's authenticator app and recovery codes away.</summary>
internal static class RemoveTotp
{
    public static RouteHandlerBuilder MapRemoveTotp(this IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/account/totp", HandleAsync)
            .WithName("RemoveTotp")
            .WithTags("Account")
            .WithSummary("Remove the authenticator app")
            .RequirePermission(Permission.OwnAccount)
            .RequireOwnProof()
            .ProducesProblemBody(404);

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> HandleAsync(Person person, OwnAccount account, HttpContext context)
    {
        var removed = await account.RemoveTotpAsync(person.Session, context.RequestAborted);
        return removed.Succeeded ? TypedResults.Ok(DoneView.Yes) : removed.Failure.ToProblem();
    }
}
