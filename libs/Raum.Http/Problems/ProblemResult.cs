using System.Globalization;
using Microsoft.AspNetCore.Http;
using Raum.Core;
using Raum.Organizations.Regions;

namespace Raum.Http.Problems;

/// <summary>Answers a failure as a problem; 429 and 503 say when to come back.</summary>
/// <param name="detail">A sentence without any data of the request.</param>
public sealed class ProblemResult(Failure failure, string? detail = null, IReadOnlyDictionary<string, string[]>? errors = null)
    : IResult,
        IStatusCodeHttpResult
{
    /// <summary>Seconds a caller is asked to wait when nothing better is known. Below 60, or Zendesk gives up (WIRE: webhook retries).</summary>
    public const int RetrySeconds = 30;

    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(59);

    public Failure Failure => failure;

    /// <summary>Who can answer instead, for <see cref="FailureCode.WrongRegion"/>.</summary>
    public OtherRegion? Elsewhere { get; init; }

    /// <summary>The limits that were reached, for <see cref="FailureCode.RateLimited"/> and <see cref="FailureCode.QuotaExhausted"/>.</summary>
    public IReadOnlyList<string>? Violated { get; init; }

    public int? StatusCode => ProblemTable.Of(failure.Code).Status;

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, ProblemTable.Of(failure.Code).Status);

    /// <param name="status">Differs from the table's only where the framework chose it, such as 405.</param>
    internal Task WriteAsync(HttpContext context, int status)
    {
        context.Items[typeof(FailureCode)] = failure.Code;
        var response = context.Response;
        response.StatusCode = status;
        if (RetryAfter(status) is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var kind = ProblemTable.Of(failure.Code);
        var (type, title) = status switch
        {
            StatusCodes.Status405MethodNotAllowed => (ProblemTable.TypePrefix + "method-not-allowed", "The method is not allowed here"),
            StatusCodes.Status406NotAcceptable => (ProblemTable.TypePrefix + "not-acceptable", "There is no answer of that type"),
            _ => (ProblemTable.TypeOf(failure.Code), kind.Title),
        };
        var body = new ProblemBody(
            type,
            title,
            status,
            detail,
            errors,
            context.Correlation().Value,
            Elsewhere?.Region,
            Elsewhere?.Address,
            Violated is { Count: > 0 } ? Violated : null
        );
        return response.WriteAsJsonAsync(body, ProblemJson.Default.ProblemBody, "application/problem+json", context.RequestAborted);
    }

    private int? RetryAfter(int status) =>
        status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
            ? failure is { Code: FailureCode.QuotaExhausted, RetryAfter: { } until }
                // The day or the month has to end: to come back earlier is of no use, not even for Zendesk.
                ? (int)Math.Ceiling(Math.Max(until.TotalSeconds, 1))
                : failure.RetryAfter is { } wait
                    ? (int)Math.Ceiling(Math.Clamp(wait.TotalSeconds, 1, LongestRetry.TotalSeconds))
                    : RetrySeconds
            : null;
}

public static class Problem
{
    public static ProblemResult ToProblem(this Failure failure, string? detail = null) => new(failure, detail);

    /// <summary>A body that breaks rules, with the place of each.</summary>
    public static ProblemResult Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new(new Failure(FailureCode.InvalidRequest), "The body breaks the rules named in errors.", errors);

    /// <summary>The failure that was answered, for audit and metrics; null when there was none.</summary>
    internal static FailureCode? AnsweredFailure(this HttpContext context) => context.Items[typeof(FailureCode)] as FailureCode?;
}
