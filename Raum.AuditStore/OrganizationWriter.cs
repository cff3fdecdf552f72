using Microsoft.Extensions.Logging;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore;

/// <summary>Writes one organization's appends in groups, in the order in which they came. It runs only while something waits.</summary>
internal sealed class OrganizationWriter(
    OrganizationId organization,
    ILogStore store,
    EventSealer sealer,
    TimeProvider clock,
    ILogger logger,
    int maxBytes
)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Queue<PendingAppend> _waiting = new();
    private bool _running;

    public void Enqueue(PendingAppend append)
    {
        lock (_gate)
        {
            _waiting.Enqueue(append);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        while (NextGroup() is { Count: > 0 } group)
        {
            try
            {
                await WriteAsync(group);
            }
            catch (Exception e)
            {
                // A bug. Nobody may wait for ever on it, and nothing may be taken for recorded.
                logger.WriterFailed(e.GetType());
                Fail(group, FailureCode.AuditUnavailable);
            }
        }
    }

    private List<PendingAppend> NextGroup()
    {
        var group = new List<PendingAppend>();
        var (events, bytes) = (0, 0);
        lock (_gate)
        {
            while (
                _waiting.TryPeek(out var next)
                && (group.Count == 0 || (events + next.Events.Count <= IAuditLog.MaxEvents && bytes + next.Size <= maxBytes))
            )
            {
                group.Add(_waiting.Dequeue());
                events += next.Events.Count;
                bytes += next.Size;
            }

            _running = group.Count > 0;
        }

        return group;
    }

    private async Task WriteAsync(List<PendingAppend> group)
    {
        var recorded = new Dictionary<Guid, long>();
        var live = DropConflictsWithin(group);
        var pause = FirstPause;
        while (live.Count > 0)
        {
            var deadline = live.Max(append => append.Deadline);
            try
            {
                using var limit = new CancellationTokenSource(Positive(deadline - clock.GetUtcNow()), clock);
                if (await TryWriteAsync(live, recorded, limit.Token))
                {
                    foreach (var append in live)
                    {
                        append.Complete(recorded[append.Events[^1].Sealed.Id]);
                    }

                    return;
                }
            }
            catch (Exception e) when (e is LogUnavailableException or OperationCanceledException)
            {
                Expire(live, pause);
                await Task.Delay(pause, clock);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (AuditReadException e)
            {
                // What is recorded under one of these ids cannot be opened, so it cannot be compared.
                Fail(live, e.Code);
                return;
            }
        }
    }

    /// <returns>False when some ids were recorded already: they are accounted for, and the rest has to be tried again.</returns>
    private async Task<bool> TryWriteAsync(List<PendingAppend> live, Dictionary<Guid, long> recorded, CancellationToken cancellationToken)
    {
        var open = live.SelectMany(append => append.Events)
            .Where(pending => !recorded.ContainsKey(pending.Sealed.Id))
            .DistinctBy(pending => pending.Sealed.Id)
            .ToList();
        if (open.Count == 0)
        {
            return true;
        }

        var write = await store.WriteAsync(organization, [.. open.Select(pending => pending.Sealed)], cancellationToken);
        if (write.FirstRevision is { } revision)
        {
            foreach (var pending in open)
            {
                recorded[pending.Sealed.Id] = revision++;
            }

            return true;
        }

        var byId = open.ToDictionary(pending => pending.Sealed.Id);
        foreach (var existing in write.Existing)
        {
            var id = existing.Event.Id;
            if (await sealer.IsSameAsync(organization, byId[id], existing.Event, cancellationToken))
            {
                recorded[id] = existing.Revision;
            }
            else
            {
                Drop(live, append => append.Events.Any(pending => pending.Sealed.Id == id), FailureCode.AuditConflict);
            }
        }

        return false;
    }

    /// <summary>Two appends of one group may carry the same id: with the same content they share its record, with other content the later one is wrong.</summary>
    private static List<PendingAppend> DropConflictsWithin(List<PendingAppend> group)
    {
        var first = new Dictionary<Guid, PendingEvent>();
        var live = new List<PendingAppend>(group.Count);
        foreach (var append in group)
        {
            if (append.Events.Any(pending => first.TryGetValue(pending.Sealed.Id, out var earlier) && !Same(earlier, pending)))
            {
                append.Complete(new Failure(FailureCode.AuditConflict));
                continue;
            }

            live.Add(append);
            foreach (var pending in append.Events)
            {
                first.TryAdd(pending.Sealed.Id, pending);
            }
        }

        return live;
    }

    private static bool Same(PendingEvent left, PendingEvent right) =>
        left.Sealed.Header.AsSpan().SequenceEqual(right.Sealed.Header) && Events.EventBody.SameContent(left.Body, right.Body);

    private void Expire(List<PendingAppend> live, TimeSpan pause)
    {
        var then = clock.GetUtcNow() + pause;
        Drop(live, append => append.Deadline <= then, FailureCode.AuditUnavailable);
    }

    private static void Drop(List<PendingAppend> live, Predicate<PendingAppend> which, FailureCode code)
    {
        Fail(live.Where(append => which(append)), code);
        live.RemoveAll(which);
    }

    private static void Fail(IEnumerable<PendingAppend> appends, FailureCode code)
    {
        foreach (var append in appends)
        {
            append.Complete(new Failure(code));
        }
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(1);
}
