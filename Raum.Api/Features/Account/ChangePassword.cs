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

/// <summary>Replaces a person's own password, and ends every session of theirs but the one that goes on.</summary>
internal static class ChangePassword
{
    public static RouteHandlerBuilder MapChangePassword(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/account/password", HandleAsync)
            .WithName("ChangePassword")
            .WithTags("Account")
            .WithSummary("Choose another password")
            .WithDescription("Needs a recent proof of who one is. All other sessions end, in every organization.")
            .RequirePermission(Permission.OwnAccount)
            .RequireOwnProof()
            .ProducesProblemBody(415)
            .Validated(new NewPasswordRequestRules());

    internal static async Task<Results<Ok<SessionView>, ProblemResult>> HandleAsync(
        NewPasswordRequest request,
        Person person,
        OwnAccount account,
        HttpContext context
    )
    {
        var changed = await account.ChangePasswordAsync(person.Session, request.Password, context.AuditOrigin(), context.RequestAborted);
        if (!changed.Succeeded)
        {
            return changed.Failure.ToProblem(
                changed.Failure.Code == FailureCode.InvalidRequest
                    ? "Choose another password: at least 12 characters, none that is known from elsewhere, not your name."
                    : null
            );
        }

        context.Response.SetSession(changed.Value);
        return TypedResults.Ok(SessionView.Of(changed.Value.Identity));
    }
}

internal sealed record NewPasswordRequest(PersonalText Password);

internal sealed class NewPasswordRequestRules : AbstractValidator<NewPasswordRequest>
{
    public NewPasswordRequestRules() =>
        RuleFor(request => request.Password).Must(text => text.Length is > 0 and <= 256).WithMessage("must have 12 to 256 characters");
}
