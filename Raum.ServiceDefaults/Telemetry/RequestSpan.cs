using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Raum.ServiceDefaults.Telemetry;

/// <summary>Adds to the server's span what is known at its end: the route's template and the status.</summary>
/// <remarks>ASP.NET Core 10 writes the tags of the start only. Source: OpenTelemetry semantic conventions, HTTP server spans.</remarks>
internal sealed class RequestSpan : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(InvokeAsync);
            next(app);
        };

    private static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var span = context.Features.Get<IHttpActivityFeature>()?.Activity;
        try
        {
            await next(context);
            Describe(span, context, context.Response.StatusCode);
        }
        catch
        {
            Describe(span, context, StatusCodes.Status500InternalServerError);
            throw;
        }
    }

    private static void Describe(Activity? span, HttpContext context, int status)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route is { } route)
        {
            span.SetTag("http.route", route);
        }

        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", status.ToString(CultureInfo.InvariantCulture));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
