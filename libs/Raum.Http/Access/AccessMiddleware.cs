using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Authentication;
using Raum.Http.Problems;

namespace Raum.Http.Access;

/// <summary>Records every authenticated request with its outcome, denials and crashes too (AUD-2, AUD-3); counts denials of the others.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, AccessRecorder recorder, DenialCounter denials, TimeProvider clock)
{
    private const string UnknownRoute = "(unknown)";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.FindCaller() is null && context.GetEndpoint()?.Metadata.GetMetadata<SignedRequest>() is null)
        {
            await next(context);
            CountDenial(context);
            return;
        }

        if ((context.FindCaller() is { } caller && !recorder.MayServe(caller.Organization)) || !recorder.TryReserve())
        {
            recorder.Refused(context.FindCaller()?.Organization ?? OrganizationId.Installation);
            await new Failure(FailureCode.AuditUnavailable).ToProblem().ExecuteAsync(context);
            return;
        }

        var started = clock.GetTimestamp();
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(context);
            status = context.Response.StatusCode;
        }
        catch (BadHttpRequestException refused)
        {
            status = refused.StatusCode;
            throw;
        }
        finally
        {
            if (Sender(context) is { } sender)
            {
                recorder.Record(sender.Organization, Served(context, sender.Actor, status, clock.GetElapsedTime(started)));
            }
            else
            {
                recorder.Release();
                CountDenial(context);
            }
        }
    }

    private static VerifiedSender? Sender(HttpContext context) =>
        context.FindCaller() is { } caller ? new VerifiedSender(caller.Organization, caller.Actor) : context.FindSender();

    private void CountDenial(HttpContext context)
    {
        if (context.Response.StatusCode is StatusCodes.Status401Unauthorized && context.Connection.RemoteIpAddress is { } source)
        {
            denials.Count(source);
        }
    }

    private RequestServed Served(HttpContext context, AuditActor actor, int status, TimeSpan elapsed) =>
        new()
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            At = clock.GetUtcNow(),
            Actor = actor,
            Correlation = context.Correlation(),
            TraceId = Activity.Current?.TraceId.ToHexString(),
            Target = context.AuditTarget(),
            Result = status switch
            {
                < 400 => AuditResult.Success,
                StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests =>
                    AuditResult.Denied,
                _ => AuditResult.Failure,
            },
            Failure = status < 400 ? null : context.AnsweredFailure() ?? ProblemTable.ForStatus(status),
            Origin = context.AuditOrigin(),
            Method = Method(context.Request.Method),
            Route = (context.GetEndpoint() as RouteEndpoint)?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route ?? UnknownRoute,
            Status = status,
            ElapsedMilliseconds = (long)elapsed.TotalMilliseconds,
        };

    /// <summary>A method is a word of the caller's: only the known ones are written down.</summary>
    private static string Method(string method) =>
        HttpMethods.IsGet(method)
        || HttpMethods.IsPost(method)
        || HttpMethods.IsPut(method)
        || HttpMethods.IsPatch(method)
        || HttpMethods.IsDelete(method)
        || HttpMethods.IsHead(method)
        || HttpMethods.IsOptions(method)
            ? HttpMethods.GetCanonicalizedValue(method)
            : "OTHER";
}
