using FluentValidation;
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

/// <summary>The first code of an authenticator app makes it count.</summary>
internal static class FinishTotp
{
    public static RouteHandlerBuilder MapFinishTotp(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/account/totp/confirm", HandleAsync)
            .WithName("FinishTotp")
            .WithTags("Account")
            .WithSummary("Send the first code of an authenticator app")
            .WithDescription("Answers with recovery codes, shown this once.")
            .RequirePermission(Permission.OwnAccount)
            .RequireOwnProof()
            .ProducesProblemBody(415)
            .Validated(new TotpCodeRequestRules());

    internal static async Task<Results<Ok<RecoveryCodesView>, ProblemResult>> HandleAsync(
        TotpCodeRequest request,
        Person person,
        OwnAccount account,
        HttpContext context
    )
    {
        var codes = await account.FinishTotpAsync(person.Session, request.Code, context.RequestAborted);
        return codes.Succeeded
            ? TypedResults.Ok(new RecoveryCodesView(codes.Value))
            : codes.Failure.ToProblem("This is not the code of this moment.");
    }
}

internal sealed record TotpCodeRequest(PersonalText Code);

/// <param name="RecoveryCodes">Each signs in once in place of a code, when the authenticator is lost.</param>
internal sealed record RecoveryCodesView(IReadOnlyList<string> RecoveryCodes);

internal sealed class TotpCodeRequestRules : AbstractValidator<TotpCodeRequest>
{
    public TotpCodeRequestRules() =>
        RuleFor(request => request.Code).Must(text => text.Length is > 0 and <= 32).WithMessage("must have 6 digits");
}
