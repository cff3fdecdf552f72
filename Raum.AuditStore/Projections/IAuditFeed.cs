using Raum.Core;

namespace Raum.AuditStore.Projections;

/// <summary>Says which organizations have new events, without anybody asking again and again. It may say it too often, and after a broken connection it may have missed some.</summary>
internal interface IAuditFeed
{
    /// <summary>Waits for news until cancelled; reconnects by itself.</summary>
    /// <returns>An organization with new events; null when the connection is new, so that anything may have been missed before it.</returns>
    IAsyncEnumerable<OrganizationId?> ListenAsync(CancellationToken cancellationToken);
}
