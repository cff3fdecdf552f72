using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.Api.Features.Sessions;

/// <summary>Sign in with the link of a mail.</summary>
internal static class SignInWithMagicLink
{
    public static RouteHandlerBuilder MapSignInWithMagicLink(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/session/magic-link/redeem", HandleAsync)
            .WithName("SignInWithMagicLink")
            .WithTags("Sessions")
            .WithSummary("Sign in with the link of a mail")
            .WithDescription("Works once, for 15 minutes, in the browser that asked for it.")
            .SignsIn("signing in")
            .ProducesProblemBody(410, 415)
            .Validated(new MagicLinkRedeemRequestRules());

    internal static async Task<Results<Ok<SignInView>, ProblemResult>> HandleAsync(
        MagicLinkRedeemRequest request,
        SignIns signIns,
        SessionStore sessions,
        HttpContext context
    )
    {
        OrganizationId? organization = request.Organization is { } id ? new OrganizationId(id) : null;
        var browser = context.Request.Cookies.TryGetValue(SessionCookie.BrowserName, out var secret) ? SignIns.BrowserHash(secret) : null;
        var step = await signIns.WithMagicLinkAsync(request.Token, browser, organization, context.AuditOrigin(), context.RequestAborted);
        return await step.AnswerAsync(context, sessions);
    }
}

/// <param name="Token">What stands behind the hash sign of the link.</param>
internal sealed record MagicLinkRedeemRequest(string Token, Guid? Organization = null);

internal sealed class MagicLinkRedeemRequestRules : AbstractValidator<MagicLinkRedeemRequest>
{
    public MagicLinkRedeemRequestRules()
    {
        RuleFor(request => request.Token).Must(text => text.Length is > 0 and <= 512).WithMessage("must have 1 to 512 characters");
    }
}
