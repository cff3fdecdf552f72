using System.Runtime.CompilerServices;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore;

/// <summary>Reading for those who must not pass over an entry unseen.</summary>
internal static class WholeLog
{
    /// <summary>Reads from a revision on until the present end, every entry.</summary>
    /// <exception cref="AuditReadException"><see cref="FailureCode.Gone"/>: an entry is missing, cut off or taken away.</exception>
    /// <exception cref="LogUnavailableException">The store cannot be read on.</exception>
    public static async IAsyncEnumerable<Sealing.StoredEvent> ReadWholeAsync(
        this ILogStore store,
        OrganizationId organization,
        long fromRevision,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var next = fromRevision;
        await foreach (var stored in store.ReadAsync(organization, fromRevision, cancellationToken))
        {
            if (stored.Revision != next)
            {
                throw new AuditReadException(FailureCode.Gone);
            }

            yield return stored;
            next++;
        }
    }
}
