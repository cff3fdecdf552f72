using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Raum.Http.Problems;

namespace Raum.Http.Authentication;

/// <summary>Names the scope in the API's description.</summary>
public sealed record RequiredScope(string Scope);

public static class ScopeExtensions
{
    /// <summary>Only API keys with this scope may call the endpoint.</summary>
    /// <param name="scope">One of <c>ApiKeyScopes</c>.</param>
    public static RouteHandlerBuilder RequireScope(this RouteHandlerBuilder route, string scope) =>
        route
            .RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireClaim(ApiKeyHandler.ScopeClaim, scope))
            .WithMetadata(new RequiredScope(scope))
            .ProducesProblemBody(
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status429TooManyRequests,
                StatusCodes.Status503ServiceUnavailable
            );
}
