namespace Raum.Core.Audit;

/// <summary>The append-only log: one stream per organization, gapless revisions from 0. Adapters: EventStoreDB and Postgres, held to one contract.</summary>
public interface IAuditLog
{
    /// <summary>Most events of one append.</summary>
    const int MaxEvents = 256;

    /// <summary>Appends events in their order. They are durable when the task completes with a success.</summary>
    /// <param name="events">At least one, at most <see cref="MaxEvents"/>. They are recorded together with others that come at the same time, but never apart from each other's order.</param>
    /// <returns>
    /// The revision of the last event. The same id with the same content is recorded once and returns the revision it has;
    /// the same id with other content fails with <see cref="FailureCode.AuditConflict"/>; an unreachable log with <see cref="FailureCode.AuditUnavailable"/>
    /// (then it is not known whether they are recorded: the same call again tells); more than about 900 KiB with <see cref="FailureCode.TooLarge"/>.
    /// </returns>
    /// <remarks>A cancelled call may still be recorded. Without a key to seal with it is <see cref="FailureCode.KeyUnavailable"/>, and nothing is recorded.</remarks>
    Task<Outcome<long>> AppendAsync(OrganizationId organization, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken);

    /// <summary>Reads in order of revision, from <paramref name="fromRevision"/> on, until the present end of the stream.</summary>
    /// <remarks>Events whose body was removed (retention, erasure) are left out; what is there keeps its revision.</remarks>
    /// <exception cref="AuditReadException">The log cannot be read on.</exception>
    IAsyncEnumerable<RecordedEvent> ReadAsync(OrganizationId organization, long fromRevision, CancellationToken cancellationToken);
}

/// <summary>An event as it stands in the log.</summary>
/// <param name="Revision">Position in the organization's stream, from 0, without gaps.</param>
/// <param name="RecordedAt">The log's own time.</param>
public sealed record RecordedEvent(OrganizationId Organization, long Revision, DateTimeOffset RecordedAt, AuditEvent Event);
