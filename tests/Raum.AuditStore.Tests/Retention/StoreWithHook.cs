using System.Text;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Stored = Raum.AuditStore.Sealing.StoredEvent;

namespace Raum.AuditStore.Tests.Retention;

/// <summary>A store where something happens once, right after the first event of a type was written.</summary>
internal sealed class StoreWithHook(ILogStore store, string type, Func<Task> happens) : ILogStore
{
    private bool _happened;

    public async Task<LogWrite> WriteAsync(
        OrganizationId organization,
        IReadOnlyList<SealedEvent> events,
        CancellationToken cancellationToken
    )
    {
        var written = await store.WriteAsync(organization, events, cancellationToken);
        if (!_happened && events.Any(sealedEvent => Encoding.UTF8.GetString(sealedEvent.Header).Contains(type, StringComparison.Ordinal)))
        {
            _happened = true;
            await happens();
        }

        return written;
    }

    public IAsyncEnumerable<Stored> ReadAsync(OrganizationId organization, long fromRevision, CancellationToken cancellationToken) =>
        store.ReadAsync(organization, fromRevision, cancellationToken);
}
