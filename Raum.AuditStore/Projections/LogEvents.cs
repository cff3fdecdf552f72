using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Projections;

/// <summary>The log as read models take it in: in batches without a gap, and without what was erased.</summary>
internal sealed class LogEvents(ILogStore store, EventSealer sealer)
{
    /// <summary>Batches that are ready before they are wanted: enough to overlap, few enough for the memory.</summary>
    private const int Ahead = 2;

    /// <summary>From a revision on to the present end.</summary>
    /// <exception cref="AuditReadException">The log cannot be read on, or it has a gap.</exception>
    public async IAsyncEnumerable<List<StoredEvent>> ReadAsync(
        OrganizationId organization,
        long fromRevision,
        int batchSize,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var batch = new List<StoredEvent>(batchSize);
        var next = fromRevision;
        await using var stored = store.ReadAsync(organization, fromRevision, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            bool more;
            try
            {
                more = await stored.MoveNextAsync();
            }
            catch (LogUnavailableException)
            {
                throw new AuditReadException(FailureCode.AuditUnavailable);
            }

            if (more)
            {
                if (stored.Current.Revision != next++)
                {
                    // A log without a gap is what every read model is built on.
                    throw new AuditReadException(FailureCode.SealBroken);
                }

                batch.Add(stored.Current);
            }

            if (batch.Count == batchSize || (!more && batch.Count > 0))
            {
                yield return batch;
                batch = new List<StoredEvent>(batchSize);
            }

            if (!more)
            {
                yield break;
            }
        }
    }

    /// <summary>Opens events. What was erased is left out: nothing about it may come back. So is a body that somebody changed: it must not stop the rest.</summary>
    /// <exception cref="AuditReadException">A key is not available.</exception>
    public async Task<OpenedBatch> OpenAsync(
        OrganizationId organization,
        IReadOnlyList<StoredEvent> events,
        CancellationToken cancellationToken
    )
    {
        var opened = new List<RecordedEvent>(events.Count);
        var closed = new List<long>();
        foreach (var stored in events)
        {
            try
            {
                opened.Add(await sealer.OpenAsync(organization, stored, cancellationToken));
            }
            catch (AuditReadException e) when (e.Code is FailureCode.Gone or FailureCode.SealBroken)
            {
                closed.Add(stored.Revision);
            }
        }

        return new OpenedBatch(opened, closed, events[^1].Revision);
    }

    /// <summary>Reads and opens at the same time, ahead of who takes the batches.</summary>
    /// <exception cref="AuditReadException">As in reading and opening.</exception>
    public async IAsyncEnumerable<OpenedBatch> ReadAheadAsync(
        OrganizationId organization,
        long fromRevision,
        int batchSize,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = ReadAsync(organization, fromRevision, batchSize, stop.Token);
        var opening = OpenAsync(organization, RunAhead(read, stop.Token), stop.Token);
        try
        {
            await foreach (var batch in RunAhead(opening, stop.Token))
            {
                yield return batch;
            }
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private async IAsyncEnumerable<OpenedBatch> OpenAsync(
        OrganizationId organization,
        IAsyncEnumerable<List<StoredEvent>> batches,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            yield return await OpenAsync(organization, batch, cancellationToken);
        }
    }

    private static IAsyncEnumerable<T> RunAhead<T>(IAsyncEnumerable<T> source, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<T>(Ahead);
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await foreach (var item in source.WithCancellation(cancellationToken))
                    {
                        await channel.Writer.WriteAsync(item, cancellationToken);
                    }

                    channel.Writer.Complete();
                }
                catch (Exception e)
                {
                    // The reader of the channel throws it.
                    channel.Writer.Complete(e);
                }
            },
            CancellationToken.None
        );
        return channel.Reader.ReadAllAsync(cancellationToken);
    }
}

/// <param name="Closed">Revisions of those that do not open: removed, or damaged.</param>
/// <param name="Last">Revision of the last event, whether it could be opened or not.</param>
internal sealed record OpenedBatch(IReadOnlyList<RecordedEvent> Events, IReadOnlyList<long> Closed, long Last);
