using Microsoft.AspNetCore.Http;
using Raum.Http.Authentication;
using Raum.Http.Problems;

namespace Raum.Http.Limits;

/// <summary>429 for a key or an organization that asks too often (ORG-8).</summary>
internal sealed class CallerLimits(RequestDelegate next, RateLimits limits)
{
    public Task InvokeAsync(HttpContext context) =>
        context.FindCaller() is { } caller && limits.Request(caller) is { } limited
            ? limited.ToProblem().ExecuteAsync(context)
            : next(context);
}
