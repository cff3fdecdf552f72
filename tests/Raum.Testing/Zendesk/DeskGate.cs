using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Raum.Testing.Zendesk;

/// <summary>What stands before every REST call: the record of requests, tokens and scopes, limits, content types, and the faults a test asked for.</summary>
internal sealed class DeskGate(ZendeskDesk desk)
{
    private const string UserKey = "desk.user";

    public static long UserOf(HttpContext context) => (long)context.Items[UserKey]!;

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments("/api/v2") && !request.Path.StartsWithSegments("/oauth"))
        {
            await next(context);
            return;
        }

        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        request.Body.Position = 0;
        try
        {
            await AnswerAsync(context, next);
        }
        finally
        {
            desk.Record(
                new ReceivedRequest(
                    request.Method,
                    request.Path,
                    request.QueryString.Value ?? "",
                    request.Headers.Authorization,
                    request.ContentType,
                    body,
                    context.Response.StatusCode,
                    desk.Options.Clock.GetUtcNow()
                )
            );
        }
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var fault = desk.Faults.Take(context.Request.Method, context.Request.Path);
        if (fault is not null && await FailBeforeAsync(context, fault))
        {
            return;
        }

        if (context.Request.Path.StartsWithSegments("/api/v2") && !await AdmitAsync(context))
        {
            return;
        }

        if (fault is null)
        {
            await next(context);
            return;
        }

        // The update happens; its answer is never seen.
        var visible = context.Response.Body;
        context.Response.Body = Stream.Null;
        await next(context);
        context.Response.Body = visible;
        await FailAfterAsync(context, fault);
    }

    private async Task<bool> AdmitAsync(HttpContext context)
    {
        var request = context.Request;
        if (desk.Tokens.Check(request.Headers.Authorization) is not { } caller)
        {
            await JsonAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "invalid_token",
                "The access token provided is expired, revoked, malformed or invalid."
            );
            return false;
        }

        context.Items[UserKey] = caller.UserId;
        // Groups and roles have no scope of their own: nothing but "read" opens them.
        var resource =
            request.Path.StartsWithSegments("/api/v2/users") ? "users"
            : request.Path.StartsWithSegments("/api/v2/groups") || request.Path.StartsWithSegments("/api/v2/custom_roles") ? "-"
            : "tickets";
        var verb = HttpMethods.IsGet(request.Method) ? "read" : "write";
        if (!caller.Scope.Split(' ').Any(scope => scope == verb || scope == $"{resource}:{verb}"))
        {
            await JsonAsync(context, StatusCodes.Status403Forbidden, "Forbidden", "You do not have access to this resource.");
            return false;
        }

        if (verb == "write" && !request.HasJsonContentType())
        {
            await JsonAsync(context, StatusCodes.Status415UnsupportedMediaType, "UnsupportedMediaType", "Send application/json.");
            return false;
        }

        var (wait, remaining) = desk.Limits.TakeRequest();
        context.Response.Headers["X-Rate-Limit"] = Number(desk.Options.RequestsPerMinute);
        context.Response.Headers["X-Rate-Limit-Remaining"] = Number(remaining);
        if (wait is null && verb == "write" && TicketOf(request.Path) is { } ticket)
        {
            (wait, remaining) = desk.Limits.TakeUpdate(caller.UserId, ticket);
            context.Response.Headers["zendesk-ratelimit-tickets-update"] =
                $"total={desk.Options.UpdatesPerMinute}; remaining={remaining}; resets=41";
        }

        if (wait is { } pause)
        {
            await TooManyAsync(context, pause);
            return false;
        }

        return true;
    }

    private static async Task<bool> FailBeforeAsync(HttpContext context, DeskFault fault)
    {
        switch (fault.Kind)
        {
            case DeskFaultKind.TooManyRequests:
                await TooManyAsync(context, fault.RetryAfter ?? TimeSpan.FromSeconds(7));
                return true;
            case DeskFaultKind.Unavailable:
                if (fault.RetryAfter is { } wait)
                {
                    context.Response.Headers.RetryAfter = Number((int)wait.TotalSeconds);
                }

                await TextAsync(context, StatusCodes.Status503ServiceUnavailable, "text/html", "<html>Down for maintenance</html>");
                return true;
            case DeskFaultKind.ServerErrorBefore:
                await TextAsync(context, StatusCodes.Status500InternalServerError, "text/html", "<html>Sorry</html>");
                return true;
            case DeskFaultKind.Conflict:
                await JsonAsync(context, StatusCodes.Status409Conflict, "UpdateConflict", "Safe Update prevented the update");
                return true;
            case DeskFaultKind.HtmlAnswer:
                await TextAsync(context, StatusCodes.Status200OK, "text/html", "<html>Sign in to the company proxy</html>");
                return true;
            case DeskFaultKind.HugeAnswer:
                await TextAsync(
                    context,
                    StatusCodes.Status200OK,
                    "application/json",
                    $"{{\"ticket\":{{\"subject\":\"{new string('x', 40_000_000)}\"}}}}"
                );
                return true;
            case DeskFaultKind.Redirect:
                context.Response.Redirect("http://169.254.169.254/latest/meta-data/");
                return true;
            default:
                return false;
        }
    }

    private static async Task FailAfterAsync(HttpContext context, DeskFault fault)
    {
        if (fault.Kind == DeskFaultKind.HangAfter)
        {
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        }
        else if (fault.Kind == DeskFaultKind.CutAfter)
        {
            context.Abort();
        }
        else
        {
            context.Response.Headers.ContentLength = null;
            await TextAsync(context, StatusCodes.Status500InternalServerError, "text/html", "<html>Sorry</html>");
        }
    }

    private static Task TooManyAsync(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Number((int)Math.Ceiling(wait.TotalSeconds));
        return TextAsync(context, StatusCodes.Status429TooManyRequests, "text/plain", "Number of allowed API requests per minute exceeded");
    }

    private static Task JsonAsync(HttpContext context, int status, string error, string description) =>
        TextAsync(context, status, "application/json", new JsonObject { ["error"] = error, ["description"] = description }.ToJsonString());

    private static Task TextAsync(HttpContext context, int status, string type, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static long? TicketOf(PathString path) =>
        path.Value!.Split('/') is [_, _, _, "tickets", var file] && long.TryParse(file.Split('.')[0], out var id) ? id : null;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
