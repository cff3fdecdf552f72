using Raum.Core;

namespace Raum.Jobs;

/// <summary>Jobs that were given up, for people to look at. Adapter: <c>Redis/</c>.</summary>
public interface IDeadLetters
{
    /// <summary>The organization's dead letters, newest first, at most <paramref name="max"/> of them.</summary>
    Task<Outcome<IReadOnlyList<DeadLetter>>> ListAsync(OrganizationId organization, int max, CancellationToken cancellationToken);

    /// <summary>Queues a dead letter again, as a first attempt, and takes it off the list.</summary>
    /// <returns>
    /// <see cref="FailureCode.NotFound"/>; <see cref="FailureCode.TextGone"/> when the job carried its own text, which a dead letter does not keep;
    /// <see cref="FailureCode.UnreadableJob"/> when there is nothing to replay.
    /// </returns>
    Task<Outcome<Enqueued>> ReplayAsync(OrganizationId organization, string deadLetterId, CancellationToken cancellationToken);
}

/// <summary>A job that was given up: ids and a code, no text.</summary>
/// <param name="Id">Id of the dead letter, not of the job.</param>
/// <param name="Job">Null when the entry was so broken that not even its id could be read.</param>
/// <param name="Operation">Null when the entry could not be read.</param>
public sealed record DeadLetter(
    string Id,
    JobId? Job,
    OrganizationId Organization,
    AiOperation? Operation,
    long? TicketId,
    FailureCode Code,
    int Attempts,
    DateTimeOffset BuriedAt
);
