using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.Settings;

namespace Raum.Http.Protection;

/// <summary>ORG-6, two explicit rules. With an Origin (a browser): it must be on the organization's list. Without one (a server): the key's scopes alone decide.</summary>
/// <remarks>Sessions of people have a stricter rule, <see cref="OwnPages"/>. An empty list allows no browser. The list is no secret and no proof: only browsers tell their origin truthfully, so the key is needed as well.</remarks>
internal sealed class OriginRule(RequestDelegate next, SettingsStore settings)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var origins = context.Request.Headers.Origin;
        if (origins.Count == 0 || context.FindCaller() is not { Person: null } caller)
        {
            await next(context);
            return;
        }

        var found = await settings.CurrentAsync(caller.Organization, context.RequestAborted);
        if (!found.Succeeded)
        {
            await found.Failure.ToProblem().ExecuteAsync(context);
            return;
        }

        if (origins is not [{ } origin] || !found.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            await new Failure(FailureCode.Forbidden)
                .ToProblem("This origin is not on the organization's list of allowed origins.")
                .ExecuteAsync(context);
            return;
        }

        Allow(context.Response.Headers, origin);
        await next(context);
    }

    internal static void Allow(IHeaderDictionary headers, string origin)
    {
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = "Retry-After, X-Correlation-Id, Location";
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
    }
}

/// <summary>Answers a browser's question before a call. It carries no key, so every origin may ask; the call itself meets <see cref="OriginRule"/>.</summary>
/// <remarks>Source: WHATWG Fetch, "CORS-preflight request". Credentials are never allowed: keys travel in a header that the page sets itself.</remarks>
internal sealed class Preflight(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (
            !HttpMethods.IsOptions(request.Method)
            || request.Headers.Origin is not [{ } origin]
            || request.Headers.AccessControlRequestMethod.Count == 0
        )
        {
            return next(context);
        }

        var headers = context.Response.Headers;
        OriginRule.Allow(headers, origin);
        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID";
        headers.AccessControlMaxAge = "600";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
