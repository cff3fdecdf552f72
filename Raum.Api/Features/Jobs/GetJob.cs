using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.People.Access;

namespace Raum.Api.Features.Jobs;

/// <summary>Where a job stands.</summary>
internal static class GetJob
{
    private static readonly TimeSpan QuietLimit = TimeSpan.FromMilliseconds(200);

    public static RouteHandlerBuilder MapGetJob(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/jobs/{id}", HandleAsync)
            .WithName("GetJob")
            .WithTags("Jobs")
            .WithSummary("Get a job's state")
            .RequirePermission(Permission.ReadJobs)
            .ProducesProblemBody(404, 503);

    internal static async Task<Results<Ok<JobView>, ProblemResult>> HandleAsync(
        string id,
        Caller caller,
        IJobStatusStore jobs,
        JobResults results,
        TimeProvider clock,
        HttpContext context
    )
    {
        var status = await jobs.FindOwnAsync(caller, id, context);
        if (!status.Succeeded)
        {
            return status.Failure.ToProblem();
        }

        var view = JobView.Of(status.Value);
        return TypedResults.Ok(
            status.Value.State is JobState.Done or JobState.WaitingForApproval
                ? await WithTextsAsync(view, results, status.Value, clock, context.RequestAborted)
                : view
        );
    }

    /// <summary>Adds what the model was asked, and the answer with its values or the masked draft that waits; nothing when they are gone.</summary>
    private static async Task<JobView> WithTextsAsync(
        JobView view,
        JobResults results,
        JobStatus job,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await foreach (var result in results.ReadQuietlyAsync(job.Organization, job.Id, null, QuietLimit, clock, cancellationToken))
        {
            view = result switch
            {
                { Kind: ResultKind.Restart } => view with { Prompt = null, Answer = null },
                { Kind: ResultKind.Prompt, Text: { } text } => view with { Prompt = text.Reveal() },
                { Kind: ResultKind.Answer, Text: { } text } => view with
                {
                    Answer = new JobAnswer(text.Reveal(), Masked: false, result.Reasons),
                },
                { Kind: ResultKind.Notice, Text: { } text, Failure: null } => view with
                {
                    Answer = new JobAnswer(text.Reveal(), Masked: true, result.Reasons),
                },
                _ => view,
            };
        }

        return view;
    }

    /// <summary>The sidebar sees its person's own jobs: others may be about tickets that the agent may not see in Zendesk (ORG-12).</summary>
    private static bool IsSeenBy(JobStatus status, Caller caller) => caller.Person?.Sidebar is null || status.Owner == caller.Actor.Id;

    /// <summary>Finds a job of the caller's organization. An unreadable id, an unknown, another organization's job and a simulation are the same: not found.</summary>
    internal static async Task<Outcome<JobStatus>> FindOwnAsync(this IJobStatusStore jobs, Caller caller, string id, HttpContext context)
    {
        if (!JobId.TryParse(id, out var jobId))
        {
            return new Failure(FailureCode.NotFound);
        }

        context.Concerns(AuditTarget.Job(jobId));
        using var patience = Patience.For(context.RequestAborted);
        var found = await Patience.OrTimeoutAsync(jobs.FindAsync(caller.Organization, jobId, patience.Token), context);
        return found switch
        {
            { Succeeded: false, Failure: var failure } => failure,
            { Value: { IsSimulation: false } status } when status.Organization == caller.Organization && IsSeenBy(status, caller) => status,
            _ => new Failure(FailureCode.NotFound),
        };
    }
}
