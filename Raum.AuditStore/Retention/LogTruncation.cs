using System.Globalization;
using Raum.AuditStore.Events;
using Raum.AuditStore.EventStoreDb;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Proofs.Export;
using Raum.Proofs.Notes;

namespace Raum.AuditStore.Retention;

/// <summary>
/// Cuts an EventStoreDB stream behind the oldest entry that anything still needs, and lets the nodes remove the bytes. The embedded log empties bodies where
/// they are and needs none of it.
/// </summary>
public sealed class LogTruncation
{
    private readonly PlacedDatabase _purge;
    private readonly PlacedDatabase _projector;
    private readonly LogKeys _keys;
    private readonly EventStoreStreams? _streams;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal LogTruncation(
        PlacedDatabase purge,
        PlacedDatabase projector,
        LogKeys keys,
        EventStoreStreams? streams,
        IAuditLog log,
        TimeProvider clock
    ) => (_purge, _projector, _keys, _streams, _log, _clock) = (purge, projector, keys, streams, log, clock);

    /// <summary>Moves an organization's beginning forward, if it can be.</summary>
    /// <returns>
    /// By how many entries; 0 while a legal hold stands, where nothing has ended, or over the embedded log. A failure leaves everything readable: the next call
    /// goes on.
    /// </returns>
    public async Task<Outcome<long>> RunAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (_streams is null)
        {
            return 0;
        }

        var now = _clock.GetUtcNow();
        var read = await _purge.RunAsync<(long First, long Possible)>(
            organization,
            async (scope, token) =>
            {
                var first = await Truncation.FirstAsync(scope, token);
                return await RetentionRows.IsHeldAsync(scope, token)
                    ? (first, first)
                    : (first, await Truncation.PossibleAsync(scope, token));
            },
            cancellationToken
        );
        if (!read.Succeeded)
        {
            return read.Failure;
        }

        var (was, first) = read.Value;
        try
        {
            if (first <= was)
            {
                // What an earlier run wrote down and could not carry out.
                if (was > 0)
                {
                    await _streams.TruncateAsync(EventStoreLogStore.StreamOf(organization), was, NewId(now), cancellationToken);
                }

                return 0;
            }

            // On record, then written down, then done: a reader that finds entries missing finds the reason first.
            var recorded = await _log.AppendAsync(
                organization,
                [
                    new LogTruncated
                    {
                        // The same for every worker that cuts here, and for one that died before it did.
                        Id = NamedId.Of(string.Create(CultureInfo.InvariantCulture, $"{organization}|truncated|{was}|{first}")),
                        At = now,
                        Actor = AuditActor.System("retention"),
                        Correlation = new CorrelationId(NewId(now)),
                        First = first,
                        Was = was,
                    },
                ],
                cancellationToken
            );
            if (!recorded.Succeeded && recorded.Failure.Code != FailureCode.AuditConflict)
            {
                return recorded.Failure;
            }

            var note = await SignAsync(organization, first, now, cancellationToken);
            if (!note.Succeeded)
            {
                return note.Failure;
            }

            var moved = await _purge.RunAsync<Done>(
                organization,
                async (scope, token) =>
                {
                    await Truncation.MoveAsync(scope, first, note.Value.ToString(), now, token);
                    return default(Done);
                },
                cancellationToken
            );
            if (!moved.Succeeded)
            {
                return moved.Failure;
            }

            await _streams.TruncateAsync(EventStoreLogStore.StreamOf(organization), first, NewId(now), cancellationToken);
            return first - was;
        }
        catch (EventStoreException)
        {
            return new Failure(FailureCode.AuditUnavailable);
        }
    }

    /// <summary>Begins to remove from the disks what was cut off, on every node.</summary>
    /// <returns><see cref="FailureCode.AuditUnavailable"/> when a node is away or its user may not.</returns>
    public async Task<Outcome<Done>> ScavengeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_streams is not null)
            {
                await _streams.ScavengeAsync(cancellationToken);
            }

            return default(Done);
        }
        catch (EventStoreException)
        {
            return new Failure(FailureCode.AuditUnavailable);
        }
    }

    private async Task<Outcome<SignedNote>> SignAsync(
        OrganizationId organization,
        long first,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _projector.RunAsync<SignedNote>(
                organization,
                async (scope, token) => await _keys.SignAsync(scope, origin => new LogCut(origin, first, now).Text, token),
                cancellationToken
            );
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
    }

    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);
}
