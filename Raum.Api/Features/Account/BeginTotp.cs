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

/// <summary>Makes a secret for an authenticator app.</summary>
internal static class BeginTotp
{
    public static RouteHandlerBuilder MapBeginTotp(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/account/totp", HandleAsync)
            .WithName("BeginTotp")
            .WithTags("Account")
            .WithSummary("Add an authenticator app")
            .WithDescription("The secret counts once a code of it was sent back. 409: there is one already; remove it first.")
            .RequirePermission(Permission.OwnAccount)
            .RequireOwnProof()
            .ProducesProblemBody(409);

    internal static async Task<Results<Ok<TotpView>, ProblemResult>> HandleAsync(Person person, OwnAccount account, HttpContext context)
    {
        var begun = await account.BeginTotpAsync(person.Session, context.RequestAborted);
        return begun.Succeeded
            ? TypedResults.Ok(new TotpView(begun.Value, $"otpauth://totp/Raum:{person.User}?secret={begun.Value}&issuer=Raum"))
            : begun.Failure.ToProblem();
    }
}

/// <param name="Secret">Base32, for typing.</param>
/// <param name="Uri">The same, for a picture to scan.</param>
internal sealed record TotpView(string Secret, string Uri);
