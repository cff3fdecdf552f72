using Microsoft.AspNetCore.Http;
using Raum.Http.Authentication;
using Raum.Http.Problems;

namespace Raum.Http.Limits;

/// <summary>429 for a key or an organization that asks too often (ORG-8).</summary>
internal sealed class CallerLimits(RequestDelegate next, RateLimits limits)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.FindCaller() is { } caller && await limits.RequestAsync(caller, context.RequestAborted) is { } limited)
        {
            await limited.ToProblem().ExecuteAsync(context);
            return;
        }

        await next(context);
    }
}
