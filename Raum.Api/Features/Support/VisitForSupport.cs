using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.Regions;
using Raum.People.Access;
using Raum.People.Sessions;
using Raum.People.Support;

namespace Raum.Api.Features.Support;

/// <summary>Somebody of the platform's staff enters an organization that let them in, in this browser, until it ends or they go back.</summary>
internal static class VisitForSupport
{
    public static RouteHandlerBuilder MapVisitForSupport(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/support-visits", HandleAsync)
            .WithName("VisitForSupport")
            .WithTags("Support")
            .WithSummary("Enter an organization that let support in")
            .WithDescription(
                "The platform's staff only, with a second factor and a recent proof. 404 for everything that was not opened by the organization and assigned to this person. POST /v1/session/return goes back."
            )
            .RequirePermission(Permission.VisitForSupport)
            .RequireConfirmation()
            .ProducesProblemBody(404, 415);

    internal static async Task<Results<Ok<SessionView>, ProblemResult>> HandleAsync(
        SupportVisitRequest request,
        Person person,
        SupportVisits visits,
        ServingRegion region,
        HttpContext context
    )
    {
        if (context.FindSessionToken() is not { } own)
        {
            return new Failure(FailureCode.Forbidden).ToProblem("A visit begins in a browser's session, not with a token.");
        }

        var organization = new OrganizationId(request.Organization);
        if (await region.RefuseAsync(organization, context.RequestAborted) is { } elsewhere)
        {
            return elsewhere;
        }

        var entered = await visits.EnterAsync(person.Session, organization, request.Access, context.AuditOrigin(), context.RequestAborted);
        if (!entered.Succeeded)
        {
            return entered.Failure.ToProblem(
                entered.Failure.Code == FailureCode.Forbidden ? "Support needs a second factor: add an authenticator or a passkey." : null
            );
        }

        context.Response.PutSessionAside(own);
        context.Response.SetSession(entered.Value);
        return TypedResults.Ok(SessionView.Of(entered.Value.Identity));
    }
}

/// <param name="Access">What the organization opened, by its id.</param>
internal sealed record SupportVisitRequest(Guid Organization, Guid Access);
