using System.Buffers.Text;
using System.Security.Cryptography;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Accounts;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.People.SingleSignOn;

namespace Raum.Api.Features.Sessions;

/// <summary>Signing in at the organization's identity provider: away, and back.</summary>
internal static class SingleSignOnSignIn
{
    public static void MapSingleSignOnSignIn(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/session/single-sign-on", BeginAsync)
            .WithName("BeginSingleSignOn")
            .WithTags("Sessions")
            .WithSummary("Begin to sign in at the organization's identity provider")
            .WithDescription(
                "Says where the browser goes; the way back works once, for 10 minutes, in this browser. The provider sends it to /sign-in/callback of the public address."
            )
            .SignsIn("signing in")
            .ProducesProblemBody(404, 409, 415)
            .Validated(new SingleSignOnBeginRequestRules());
        routes
            .MapPost("/session/single-sign-on/finish", FinishAsync)
            .WithName("FinishSingleSignOn")
            .WithTags("Sessions")
            .WithSummary("Sign in with what the identity provider answered")
            .WithDescription("401 for every refusal, whatever was wrong.")
            .SignsIn("signing in")
            .ProducesProblemBody(409, 410, 415)
            .Validated(new SingleSignOnFinishRequestRules());
    }

    internal static async Task<Results<Ok<SingleSignOnBeginView>, ProblemResult>> BeginAsync(
        SingleSignOnBeginRequest request,
        OidcSignIn signIn,
        TimeProvider clock,
        HttpContext context
    )
    {
        Outcome<OrganizationId> organization =
            request.Organization is { } id ? new OrganizationId(id)
            : EmailAddress.Read(request.Email) is { } email ? await signIn.OrganizationOfAsync(email, context.RequestAborted)
            : new Failure(FailureCode.NotFound);
        if (!organization.Succeeded)
        {
            return organization.Failure.ToProblem();
        }

        var browser = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var address = await signIn.BeginAsync(organization.Value, SignIns.BrowserHash(browser), context.RequestAborted);
        if (!address.Succeeded)
        {
            return address.Failure.ToProblem();
        }

        context.Response.SetBrowser(browser, clock.GetUtcNow() + OidcSignIn.Stands);
        return TypedResults.Ok(new SingleSignOnBeginView(address.Value.AbsoluteUri));
    }

    internal static async Task<Results<Ok<SignInView>, ProblemResult>> FinishAsync(
        SingleSignOnFinishRequest request,
        OidcSignIn signIn,
        SessionStore sessions,
        HttpContext context
    )
    {
        var browser = context.Request.Cookies.TryGetValue(SessionCookie.BrowserName, out var secret) ? SignIns.BrowserHash(secret) : null;
        var step = await signIn.FinishAsync(
            request.State,
            request.Code,
            request.Iss,
            browser,
            context.AuditOrigin(),
            context.RequestAborted
        );
        return await step.AnswerAsync(context, sessions);
    }
}

/// <param name="Email">An address of the organization's domain; or <paramref name="Organization"/>.</param>
internal sealed record SingleSignOnBeginRequest(PersonalText? Email = null, Guid? Organization = null);

internal sealed class SingleSignOnBeginRequestRules : AbstractValidator<SingleSignOnBeginRequest>
{
    public SingleSignOnBeginRequestRules() =>
        RuleFor(request => request)
            .Must(request => request.Email is null != request.Organization is null && request.Email?.Length is null or <= 512)
            .WithMessage("must have an email or an organization");
}

/// <param name="State">As it came back in the address, as the rest.</param>
internal sealed record SingleSignOnFinishRequest(string State, string Code, string? Iss = null);

internal sealed class SingleSignOnFinishRequestRules : AbstractValidator<SingleSignOnFinishRequest>
{
    public SingleSignOnFinishRequestRules()
    {
        RuleFor(request => request.State).Must(text => text.Length is > 0 and <= 512).WithMessage("must have 1 to 512 characters");
        RuleFor(request => request.Code).Must(text => text.Length is > 0 and <= 4096).WithMessage("must have 1 to 4096 characters");
        RuleFor(request => request.Iss).Must(text => text is null || text.Length <= 512).WithMessage("must have at most 512 characters");
    }
}

/// <param name="Url">Where the browser goes.</param>
internal sealed record SingleSignOnBeginView(string Url);
