namespace Raum.Core.Audit;

/// <summary>The append-only log: one stream per organization, gapless revisions from 0. Adapters: EventStoreDB and Postgres, held to one contract.</summary>
public interface IAuditLog
{
    /// <summary>Appends events in their order. They are durable when the task completes with a success.</summary>
    /// <returns>
    /// The revision of the last event. The same id with the same content is recorded once and returns the revision it has;
    /// the same id with other content fails with <see cref="FailureCode.AuditConflict"/>; an unreachable log with <see cref="FailureCode.AuditUnavailable"/>.
    /// </returns>
    Task<Outcome<long>> AppendAsync(OrganizationId organization, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken);

    /// <summary>Reads in order of revision, from <paramref name="fromRevision"/> on, until the present end of the stream.</summary>
    IAsyncEnumerable<RecordedEvent> ReadAsync(OrganizationId organization, long fromRevision, CancellationToken cancellationToken);
}

/// <summary>An event as it stands in the log.</summary>
/// <param name="Revision">Position in the organization's stream, from 0, without gaps.</param>
/// <param name="RecordedAt">The log's own time.</param>
public sealed record RecordedEvent(OrganizationId Organization, long Revision, DateTimeOffset RecordedAt, AuditEvent Event);
