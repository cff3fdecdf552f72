using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Http.Problems;
using Raum.Jobs;

namespace Raum.Api.Features.Jobs;

/// <param name="State"><c>queued</c>.</param>
internal sealed record JobAccepted(Guid Id, JobState State, JobLinks Links)
{
    public static JobAccepted Of(JobId id) => new(id.Value, JobState.Queued, JobLinks.Of(id));
}

/// <param name="Self">Where the job's state is.</param>
/// <param name="Events">Its progress and text as they come: server-sent events.</param>
/// <param name="Approve">For a draft that waits.</param>
/// <param name="Reject">For a draft that waits.</param>
internal sealed record JobLinks(string Self, string Events, string Approve, string Reject)
{
    public static JobLinks Of(JobId id) =>
        new($"/v1/jobs/{id}", $"/v1/jobs/{id}/events", $"/v1/jobs/{id}/approve", $"/v1/jobs/{id}/reject");
}

/// <param name="Attempts">Tries so far.</param>
/// <param name="Failure">Why the last try failed: the last part of a problem type.</param>
/// <param name="Answer">What the job found, for <c>Queue:ResultsFor</c> after it ended; the draft while it waits for a person.</param>
/// <param name="Prompt">What the model was asked, masked; gone after a limited time, as the answer is.</param>
internal sealed record JobView(
    Guid Id,
    AiOperation Operation,
    JobState State,
    int Attempts,
    DateTimeOffset AcceptedAt,
    DateTimeOffset ChangedAt,
    JobLinks Links,
    string? Failure = null,
    JobAnswer? Answer = null,
    string? Prompt = null
)
{
    public static JobView Of(JobStatus status) =>
        new(
            status.Id.Value,
            status.Operation,
            status.State,
            status.Attempts,
            status.AcceptedAt,
            status.ChangedAt,
            JobLinks.Of(status.Id),
            status.Failure is { } code ? ProblemTable.Name(code) : null
        );
}

/// <param name="Text">With its values, or as it was masked.</param>
/// <param name="Masked">True for a draft that waits for a person: it is kept masked, and restored when it is approved.</param>
/// <param name="Reasons">Why it waits, or what a person should look at before using it.</param>
internal sealed record JobAnswer(string Text, bool Masked, IReadOnlyList<HoldReason> Reasons);
