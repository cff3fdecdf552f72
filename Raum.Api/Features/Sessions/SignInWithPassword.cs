using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.Api.Features.Sessions;

/// <summary>Sign in with a password.</summary>
internal static class SignInWithPassword
{
    public static RouteHandlerBuilder MapSignInWithPassword(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/session/password", HandleAsync)
            .WithName("SignInWithPassword")
            .WithTags("Sessions")
            .WithSummary("Sign in with a password")
            .WithDescription("Sets the session cookie, or asks for the second factor. 401 for every refusal, whatever was wrong.")
            .SignsIn("signing in")
            .ProducesProblemBody(410, 415)
            .Validated(new PasswordRequestRules());

    internal static async Task<Results<Ok<SignInView>, ProblemResult>> HandleAsync(
        PasswordRequest request,
        SignIns signIns,
        SessionStore sessions,
        TimeProvider clock,
        IOptions<PeopleOptions> options,
        HttpContext context
    )
    {
        var began = clock.GetTimestamp();
        OrganizationId? organization = request.Organization is { } id ? new OrganizationId(id) : null;
        var step = await signIns.WithPasswordAsync(
            request.Email,
            request.Password,
            organization,
            context.AuditOrigin(),
            context.RequestAborted
        );
        if (
            step.Failure is { Code: FailureCode.Unauthorized }
            && options.Value.RefusalTakes - clock.GetElapsedTime(began) is { Ticks: > 0 } rest
        )
        {
            // A failure of somebody is counted and recorded, one of nobody is not: that must not show in how long it took.
            await Task.Delay(rest, clock, context.RequestAborted);
        }

        return await step.AnswerAsync(context, sessions);
    }
}

/// <param name="Organization">Where to, for people who are members of several; absent: where they came first.</param>
internal sealed record PasswordRequest(PersonalText Email, PersonalText Password, Guid? Organization = null);

internal sealed class PasswordRequestRules : AbstractValidator<PasswordRequest>
{
    public PasswordRequestRules()
    {
        RuleFor(request => request.Email).Must(text => text.Length is > 0 and <= 512).WithMessage("must have 1 to 512 characters");
        RuleFor(request => request.Password).Must(text => text.Length is > 0 and <= 512).WithMessage("must have 1 to 512 characters");
    }
}
