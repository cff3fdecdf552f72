using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Http.Limits;
using Raum.Http.Problems;
using Raum.Http.Protection;
using Raum.People;

namespace Raum.Http.Authentication;

public static class SignInRoutes
{
    /// <summary>A route that makes somebody signed in: open, for pages of this origin or programs, and slow for a source whose attempts fail (ASVS 6.3.1).</summary>
    public static RouteHandlerBuilder SignsIn(this RouteHandlerBuilder route, string reason) =>
        route
            .OpenToEverybody(reason)
            .AddEndpointFilter(GuardAsync)
            .ProducesProblemBody(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status429TooManyRequests,
                StatusCodes.Status503ServiceUnavailable
            );

    private static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var limits = context.RequestServices.GetRequiredService<RateLimits>();
        var source = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!OwnPages.MaySignIn(context.Request, context.RequestServices.GetRequiredService<IOptions<PeopleOptions>>().Value.PublicUrl))
        {
            return new Failure(FailureCode.Forbidden).ToProblem("Signing in is for pages of this origin.");
        }

        if (!limits.MaySignIn(source))
        {
            return new Failure(FailureCode.RateLimited, TimeSpan.FromSeconds(1)).ToProblem();
        }

        var answer = await next(invocation);
        var plain = answer is INestedHttpResult nested ? nested.Result : answer;
        if (plain is ProblemResult { Failure.Code: FailureCode.Unauthorized or FailureCode.Gone or FailureCode.InvalidRequest })
        {
            await limits.SignInFailedAsync(source);
        }

        return answer;
    }
}
