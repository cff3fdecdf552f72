using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Sessions;

namespace Raum.Api.Features.Impersonation;

/// <summary>An admin acts as another member, in this browser, until the time is over or the admin goes back.</summary>
internal static class BeginImpersonation
{
    public static RouteHandlerBuilder MapBeginImpersonation(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/impersonation", HandleAsync)
            .WithName("BeginImpersonation")
            .WithTags("Members")
            .WithSummary("Act as another member")
            .WithDescription(
                "Of no higher role, for 60 minutes at most, with a reason that the member is shown. Every record has both identities. Accounts, members, keys, ways to sign in, "
                    + "opened contents and erasures are barred meanwhile. Pages only: the browser's session changes, POST /v1/session/return goes back. 409: that is oneself."
            )
            .RequirePermission(Permission.Impersonate)
            .RequireConfirmation()
            .ProducesProblemBody(404, 409, 415)
            .Validated(new ImpersonationRequestRules());

    internal static async Task<Results<Ok<SessionView>, ProblemResult>> HandleAsync(
        ImpersonationRequest request,
        Person person,
        Impersonations impersonations,
        HttpContext context
    )
    {
        context.Concerns(AuditTarget.User(new UserId(request.User)));
        if (context.FindSessionToken() is not { } own)
        {
            return new Failure(FailureCode.Forbidden).ToProblem("Acting as somebody else begins in a browser's session, not with a token.");
        }

        var begun = await impersonations.BeginAsync(
            person.Session,
            new UserId(request.User),
            request.Reason,
            TimeSpan.FromMinutes(request.Minutes ?? ImpersonationRequest.Usual),
            context.AuditOrigin(),
            context.RequestAborted
        );
        if (!begun.Succeeded)
        {
            return begun.Failure.ToProblem(
                begun.Failure.Code == FailureCode.Forbidden ? "Nobody acts as a member of a higher role." : null
            );
        }

        context.Response.PutSessionAside(own);
        context.Response.SetSession(begun.Value);
        return TypedResults.Ok(SessionView.Of(begun.Value.Identity));
    }
}

/// <param name="User">The member.</param>
/// <param name="Reason">Why, 10 to 500 characters; the member and the audit log's readers see it.</param>
/// <param name="Minutes">1 to 60; 30 if left out.</param>
internal sealed record ImpersonationRequest(Guid User, PersonalText Reason, int? Minutes = null)
{
    public const int Usual = 30;
}

internal sealed class ImpersonationRequestRules : AbstractValidator<ImpersonationRequest>
{
    public ImpersonationRequestRules()
    {
        RuleFor(request => request.Reason)
            .Must(reason => reason.Length <= 500 && reason.Reveal().Trim().Length >= 10)
            .WithMessage("must have 10 to 500 characters");
        RuleFor(request => request.Minutes).Must(minutes => minutes is null or (>= 1 and <= 60)).WithMessage("must be 1 to 60");
    }
}
