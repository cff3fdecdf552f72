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

        if (origins is not [{ } origin] || !found.Value.AllowedOrigins.Any(allowed => IsAllowed(allowed, origin)))
        {
            await new Failure(FailureCode.Forbidden)
                .ToProblem("This origin is not on the organization's list of allowed origins.")
                .ExecuteAsync(context);
            return;
        }

        Allow(context.Response.Headers, origin);
        await next(context);
    }

    /// <summary>The same origin, or a host below the one after <c>*.</c> with the same scheme and port. An origin that is not in the form browsers send matches none.</summary>
    internal static bool IsAllowed(string allowed, string origin)
    {
        const string Any = "://*.";
        if (allowed.IndexOf(Any, StringComparison.Ordinal) is var at && at < 0)
        {
            return string.Equals(allowed, origin, StringComparison.OrdinalIgnoreCase);
        }

        var (scheme, below) = (allowed[..(at + Any.Length - 2)], allowed[(at + Any.Length - 1)..]);
        return origin.Length > scheme.Length + below.Length
            && origin.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && origin.EndsWith(below, StringComparison.OrdinalIgnoreCase)
            && Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase)
            && uri.UserInfo.Length == 0;
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
