using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Http.Problems;

/// <summary>Marks an endpoint whose caller gives up on 500 but comes back on 503: there a crash is answered as 503.</summary>
public sealed class AnswerCrashWithRetry;

/// <summary>Every error leaves as a problem: exceptions, refused bodies, and statuses that the framework sets without a body.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException refused)
        {
            await AnswerAsync(context, Refusal(refused), refused.StatusCode);
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone: nobody reads an answer.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
#pragma warning disable CA1031 // the last catch of a request: what comes here is a bug, and its message may quote the request
        catch (Exception crash)
        {
            var site = new StackTrace(crash, fNeedFileInfo: true).GetFrame(0);
            logger.Crashed(context.Correlation(), crash.GetType(), site?.GetMethod()?.DeclaringType, site?.GetFileLineNumber() ?? 0);
            await AnswerCrashAsync(context);
            return;
        }
#pragma warning restore CA1031

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null } response)
        {
            await AnswerAsync(context, new ProblemResult(new Failure(ProblemTable.ForStatus(response.StatusCode))), response.StatusCode);
        }
    }

    private static Task AnswerCrashAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AnswerCrashWithRetry>() is not null
            ? AnswerAsync(context, new ProblemResult(new Failure(FailureCode.Crashed)), StatusCodes.Status503ServiceUnavailable)
            : AnswerAsync(context, new ProblemResult(new Failure(FailureCode.Crashed)), StatusCodes.Status500InternalServerError);

    private static ProblemResult Refusal(BadHttpRequestException refused) =>
        refused switch
        {
            { StatusCode: StatusCodes.Status400BadRequest, InnerException: JsonException { Path: { } path } } => Problem.Invalid(
                new Dictionary<string, string[]> { [path] = ["is not what is expected here"] }
            ),
            { StatusCode: StatusCodes.Status400BadRequest, InnerException: JsonException } => new ProblemResult(
                new Failure(FailureCode.InvalidRequest),
                "The body is not valid JSON, or is nested too deep."
            ),
            _ => new ProblemResult(new Failure(ProblemTable.ForStatus(refused.StatusCode))),
        };

    private static async Task AnswerAsync(HttpContext context, ProblemResult problem, int status)
    {
        if (context.Response.HasStarted)
        {
            // A half-sent answer must not look like a whole one.
            context.Abort();
            return;
        }

        // Headers that others set stay: security headers, WWW-Authenticate, Allow.
        context.Response.ContentType = null;
        context.Response.ContentLength = null;
        await problem.WriteAsync(context, status);
    }
}
