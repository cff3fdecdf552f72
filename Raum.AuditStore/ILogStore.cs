using Raum.AuditStore.Sealing;
using Raum.Core;

namespace Raum.AuditStore;

/// <summary>Where an organization's stream is kept. <see cref="GroupedAuditLog"/> calls <see cref="WriteAsync"/> for one organization at a time.</summary>
internal interface ILogStore
{
    /// <summary>Writes all events behind the stream's end, unless one of their ids is recorded already: then none.</summary>
    /// <exception cref="LogUnavailableException">The outcome is unknown; a second call with the same ids finds out.</exception>
    Task<LogWrite> WriteAsync(OrganizationId organization, IReadOnlyList<SealedEvent> events, CancellationToken cancellationToken);

    /// <summary>Reads from a revision on until the present end.</summary>
    /// <exception cref="LogUnavailableException">The store cannot be read on.</exception>
    IAsyncEnumerable<StoredEvent> ReadAsync(OrganizationId organization, long fromRevision, CancellationToken cancellationToken);
}

/// <param name="FirstRevision">Revision of the first event, the others follow without a gap; null when nothing was written.</param>
/// <param name="Existing">Those whose ids are recorded already, as they stand; empty when all were written.</param>
internal readonly record struct LogWrite(long? FirstRevision, IReadOnlyList<StoredEvent> Existing);

/// <summary>The store could not be reached, did not answer in time, or refused.</summary>
internal sealed class LogUnavailableException : Exception;
