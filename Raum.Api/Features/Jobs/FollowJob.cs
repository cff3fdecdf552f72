using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Limits;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.People.Access;

namespace Raum.Api.Features.Jobs;

/// <summary>A job's progress and its restored text as they come, as server-sent events.</summary>
internal static class FollowJob
{
    private const int MaxEventIdLength = 64;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>A stream ends then, and the caller comes back with its last id: so a revoked key reads on for no longer than this.</summary>
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(5);

    /// <summary>A job that has ended says nothing new: its entries are there or gone.</summary>
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(2);

    public static RouteHandlerBuilder MapFollowJob(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/jobs/{id}/events", HandleAsync)
            .WithName("FollowJob")
            .WithTags("Jobs")
            .WithSummary("Follow a job")
            .WithDescription(
                "Server-sent events: progress, text (pieces of the restored answer), restart (what came before is void), answer (the whole), held (a masked draft waits for a person), failed, end. "
                    + "Comments are heartbeats. A stream may end without an end event after 5 minutes, or when the server leaves: come back with Last-Event-ID."
            )
            .RequirePermission(Permission.ReadJobs)
            .WithMetadata(new LongLived())
            .Produces<string>(StatusCodes.Status200OK, EventStream.ContentType)
            .ProducesProblemBody(404);

    internal static async Task<IResult> HandleAsync(
        string id,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        Caller caller,
        IJobStatusStore jobs,
        JobResults results,
        RateLimits limits,
        IHostApplicationLifetime lifetime,
        TimeProvider clock,
        HttpContext context
    )
    {
        var status = await jobs.FindOwnAsync(caller, id, context);
        if (!status.Succeeded)
        {
            return status.Failure.ToProblem();
        }

        await using var place = await limits.StreamAsync(caller.Organization, context.RequestAborted);
        if (place is null)
        {
            return new ProblemResult(new Failure(FailureCode.RateLimited), "Too many open streams of this organization.")
            {
                Violated = ["streams"],
            };
        }

        using var longest = new CancellationTokenSource(LongestStream, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            lifetime.ApplicationStopping,
            longest.Token
        );
        var after = lastEventId is { Length: <= MaxEventIdLength } ? lastEventId : null;
        var quiet = status.Value.State is JobState.Done or JobState.Failed or JobState.Rejected ? QuietLimit : Timeout.InfiniteTimeSpan;
        await EventStream.WriteAsync(
            context,
            EventsAsync(results, status.Value, after, quiet, clock, stop.Token),
            Heartbeat,
            clock,
            stop.Token
        );
        return Results.Empty;
    }

    private static async IAsyncEnumerable<StreamEvent> EventsAsync(
        JobResults results,
        JobStatus job,
        string? after,
        TimeSpan quiet,
        TimeProvider clock,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var result in results.ReadQuietlyAsync(job.Organization, job.Id, after, quiet, clock, cancellationToken))
        {
            yield return Event(result);
            if (result.Kind == ResultKind.End)
            {
                yield break;
            }
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            yield return new StreamEvent(null, "end", "{}");
        }
    }

    private static StreamEvent Event(JobResult result) =>
        result switch
        {
            { Kind: ResultKind.Progress } => Event(result.Id, "progress", new FollowData(Step: result.Step)),
            { Kind: ResultKind.Text } => Event(result.Id, "text", new FollowData(Text: result.Text?.Reveal())),
            { Kind: ResultKind.Prompt } => Event(result.Id, "prompt", new FollowData(Text: result.Text?.Reveal())),
            { Kind: ResultKind.Restart } => Event(result.Id, "restart", new FollowData()),
            { Kind: ResultKind.Answer } => Event(result.Id, "answer", new FollowData(Text: result.Text?.Reveal(), Reasons: result.Reasons)),
            { Kind: ResultKind.Notice, Failure: { } code } => Event(result.Id, "failed", new FollowData(Failure: ProblemTable.Name(code))),
            { Kind: ResultKind.Notice } => Event(result.Id, "held", new FollowData(Text: result.Text?.Reveal(), Reasons: result.Reasons)),
            _ => Event(result.Id, "end", new FollowData()),
        };

    private static StreamEvent Event(string id, string name, FollowData data) =>
        new(id, name, JsonSerializer.Serialize(data, FollowJson.Value.FollowData));

    private static readonly Lazy<ApiJson> FollowJson = new(() =>
    {
        var options = new JsonSerializerOptions();
        ApiJson.Configure(options);
        return new ApiJson(options);
    });
}

/// <param name="Step">The step the job has reached.</param>
/// <param name="Text">A piece, or the whole answer with its values, or a masked draft.</param>
/// <param name="Failure">The last part of a problem type.</param>
/// <param name="Reasons">Why a draft waits, or what a person should look at before using an answer.</param>
internal sealed record FollowData(
    Step? Step = null,
    string? Text = null,
    string? Failure = null,
    IReadOnlyList<HoldReason>? Reasons = null
);
