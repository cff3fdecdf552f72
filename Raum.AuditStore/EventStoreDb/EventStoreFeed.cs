using System.Runtime.CompilerServices;
using Raum.AuditStore.Projections;
using Raum.Core;

namespace Raum.AuditStore.EventStoreDb;

/// <summary>A subscription to all streams of organizations, from now on.</summary>
internal sealed class EventStoreFeed(EventStoreStreams streams, TimeProvider clock) : IAuditFeed
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<OrganizationId?> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await using (
                var changes = streams.ChangesAsync(EventStoreLogStore.StreamPrefix, cancellationToken).GetAsyncEnumerator(cancellationToken)
            )
            {
                while (await NextAsync(changes))
                {
                    if (changes.Current is null)
                    {
                        yield return null;
                    }
                    else if (OrganizationId.TryParse(changes.Current[EventStoreLogStore.StreamPrefix.Length..], out var organization))
                    {
                        yield return organization;
                    }
                }
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<string?> changes)
    {
        try
        {
            return await changes.MoveNextAsync();
        }
        catch (EventStoreException)
        {
            return false;
        }
    }
}
