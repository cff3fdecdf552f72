using Microsoft.AspNetCore.Http;

namespace Raum.Http.Protection;

/// <summary>Headers of every answer of an API: nothing is cached, framed, sniffed, executed or referred.</summary>
/// <remarks>Source: OWASP REST Security Cheat Sheet, "Security Headers".</remarks>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-site";
        headers["X-Correlation-Id"] = context.Correlation().ToString();
        return next(context);
    }
}
