using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.Api.Features.Sessions;

/// <summary>A signed-in person proves again who it is; dangerous actions are open for a while, and the session's secret is replaced.</summary>
internal static class ConfirmSession
{
    public static RouteHandlerBuilder MapConfirmSession(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/session/confirm", HandleAsync)
            .WithName("ConfirmSession")
            .WithTags("Sessions")
            .WithSummary("Prove again who one is")
            .WithDescription("With a code for people who have an authenticator, with the password for the others.")
            .RequirePermission(Permission.OwnAccount)
            .ProducesProblemBody(415)
            .Validated(new ConfirmRequestRules());

    internal static async Task<Results<Ok<SessionView>, ProblemResult>> HandleAsync(
        ConfirmRequest request,
        Person person,
        SignIns signIns,
        HttpContext context
    )
    {
        var confirmed = await signIns.ConfirmAsync(
            person.Session,
            request.Password,
            request.Code,
            context.AuditOrigin(),
            context.RequestAborted
        );
        if (!confirmed.Succeeded)
        {
            // Not 401: the session stands, the proof does not.
            return confirmed.Failure.Code == FailureCode.Unauthorized
                ? new Failure(FailureCode.InvalidRequest).ToProblem(
                    "This is not right. After several failures an account rests for some minutes."
                )
                : confirmed.Failure.ToProblem();
        }

        context.Response.SetSession(confirmed.Value);
        return TypedResults.Ok(SessionView.Of(confirmed.Value.Identity));
    }
}

internal sealed record ConfirmRequest(PersonalText? Password = null, PersonalText? Code = null);

internal sealed class ConfirmRequestRules : AbstractValidator<ConfirmRequest>
{
    public ConfirmRequestRules() =>
        RuleFor(request => request)
            .Must(request => request.Password is null != request.Code is null)
            .WithMessage("must have a password or a code");
}
