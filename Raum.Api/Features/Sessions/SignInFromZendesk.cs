using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Tokens;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.Regions;
using Raum.People.Zendesk;

namespace Raum.Api.Features.Sessions;

/// <summary>The Zendesk sidebar signs in with the token that it was opened with.</summary>
internal static class SignInFromZendesk
{
    public static RouteHandlerBuilder MapSignInFromZendesk(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/session/zendesk", HandleAsync)
            .WithName("SignInFromZendesk")
            .WithTags("Sessions")
            .WithSummary("Sign in from the Zendesk sidebar")
            .WithDescription(
                "With the token of a server-side app (RS256): the agent whom Zendesk names. With one by the account's shared key (HS256): somebody who claims to be that agent, and may draft only. "
                    + "Tokens, no cookie: a sidebar is a frame in another site's page. Each token works once. 401 for every refusal."
            )
            .SignsIn("Zendesk's token is the proof")
            .ProducesProblemBody(415, 421)
            .Validated(new ZendeskSignInRequestRules());

    internal static async Task<Results<Ok<ZendeskSignInView>, ProblemResult>> HandleAsync(
        ZendeskSignInRequest request,
        ZendeskSignIn signIn,
        ServingRegion region,
        HttpContext context
    )
    {
        var organization = new OrganizationId(request.Organization);
        if (await region.RefuseAsync(organization, context.RequestAborted) is { } elsewhere)
        {
            return elsewhere;
        }

        var begun = await signIn.BeginAsync(organization, request.Token, context.AuditOrigin(), context.RequestAborted);
        return begun.Succeeded
            ? TypedResults.Ok(new ZendeskSignInView(SessionView.Of(begun.Value.Session), TokensView.Of(begun.Value.Tokens)))
            : begun.Failure.ToProblem();
    }
}

/// <param name="Token">As Zendesk gave it to the sidebar.</param>
internal sealed record ZendeskSignInRequest(Guid Organization, string Token);

internal sealed class ZendeskSignInRequestRules : AbstractValidator<ZendeskSignInRequest>
{
    public ZendeskSignInRequestRules() =>
        RuleFor(request => request.Token).Must(text => text.Length is > 0 and <= 8192).WithMessage("must have 1 to 8192 characters");
}

internal sealed record ZendeskSignInView(SessionView Session, TokensView Tokens);
