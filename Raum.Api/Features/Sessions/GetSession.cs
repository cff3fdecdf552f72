using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Sessions;

/// <summary>Who is signed in, where, and what they may do.</summary>
internal static class GetSession
{
    public static RouteHandlerBuilder MapGetSession(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/session", (Person person) => TypedResults.Ok(SessionView.Of(person.Session)))
            .WithName("GetSession")
            .WithTags("Sessions")
            .WithSummary("See one's own session")
            .RequirePermission(Permission.OwnSession);
}
