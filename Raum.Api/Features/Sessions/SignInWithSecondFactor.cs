using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.Api.Features.Sessions;

/// <summary>Finish signing in with a code.</summary>
internal static class SignInWithSecondFactor
{
    public static RouteHandlerBuilder MapSignInWithSecondFactor(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/session/second-factor", HandleAsync)
            .WithName("SignInWithSecondFactor")
            .WithTags("Sessions")
            .WithSummary("Finish signing in with a code")
            .WithDescription("The code of an authenticator app, or a recovery code. Each works once.")
            .SignsIn("signing in")
            .ProducesProblemBody(410, 415)
            .Validated(new SecondFactorRequestRules());

    internal static async Task<Results<Ok<SignInView>, ProblemResult>> HandleAsync(
        SecondFactorRequest request,
        SignIns signIns,
        SessionStore sessions,
        HttpContext context
    )
    {
        var started = await signIns.WithSecondFactorAsync(
            request.SecondFactor,
            request.Code,
            context.AuditOrigin(),
            context.RequestAborted
        );
        Outcome<SignInStep> step = started.Succeeded ? new SignInStep(started.Value, null) : started.Failure;
        return await step.AnswerAsync(context, sessions);
    }
}

internal sealed record SecondFactorRequest(string SecondFactor, PersonalText Code);

internal sealed class SecondFactorRequestRules : AbstractValidator<SecondFactorRequest>
{
    public SecondFactorRequestRules()
    {
        RuleFor(request => request.SecondFactor).Must(text => text.Length is > 0 and <= 512).WithMessage("must have 1 to 512 characters");
        RuleFor(request => request.Code).Must(text => text.Length is > 0 and <= 512).WithMessage("must have 1 to 512 characters");
    }
}
