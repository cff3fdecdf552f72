using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore;

/// <summary>The audit log over a store: seals what comes, and lets one writer per organization write what waits as one group.</summary>
/// <remarks>
/// A group is what came while the one before it was being written, so that a lone event waits for nothing and a crowd shares one round trip and one fsync.
/// Sealing happens in the caller's thread, before the queue.
/// </remarks>
internal sealed class GroupedAuditLog(
    ILogStore store,
    EventSealer sealer,
    TimeProvider clock,
    IOptions<AuditStoreOptions> options,
    ILogger<GroupedAuditLog> logger
) : IAuditLog
{
    /// <summary>Below the 1 MiB that an EventStoreDB node takes, with room for its own framing.</summary>
    private const int MaxBytes = 900 * 1024;

    private readonly ConcurrentDictionary<OrganizationId, OrganizationWriter> _writers = new();

    public async Task<Outcome<long>> AppendAsync(
        OrganizationId organization,
        IReadOnlyList<AuditEvent> events,
        CancellationToken cancellationToken
    )
    {
        if (events.Count is 0 or > IAuditLog.MaxEvents || events.DistinctBy(auditEvent => auditEvent.Id).Count() != events.Count)
        {
            throw new ArgumentException($"An append has 1 to {IAuditLog.MaxEvents} events, each with an id of its own.", nameof(events));
        }

        var pending = new PendingEvent[events.Count];
        for (var i = 0; i < pending.Length; i++)
        {
            var sealedEvent = await sealer.SealAsync(organization, events[i], cancellationToken);
            if (!sealedEvent.Succeeded)
            {
                return sealedEvent.Failure;
            }

            pending[i] = sealedEvent.Value;
        }

        var append = new PendingAppend(pending, clock.GetUtcNow() + options.Value.AppendDeadline);
        if (append.Size > MaxBytes)
        {
            return new Failure(FailureCode.TooLarge);
        }

        _writers.GetOrAdd(organization, id => new OrganizationWriter(id, store, sealer, clock, logger, MaxBytes)).Enqueue(append);
        return await append.Done.WaitAsync(cancellationToken);
    }

    public async IAsyncEnumerable<RecordedEvent> ReadAsync(
        OrganizationId organization,
        long fromRevision,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var stored = store.ReadAsync(organization, fromRevision, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await stored.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (LogUnavailableException)
            {
                throw new AuditReadException(FailureCode.AuditUnavailable);
            }

            if (await OpenAsync(organization, stored.Current, cancellationToken) is { } recorded)
            {
                yield return recorded;
            }
        }
    }

    private async Task<RecordedEvent?> OpenAsync(OrganizationId organization, StoredEvent stored, CancellationToken cancellationToken)
    {
        try
        {
            return await sealer.OpenAsync(organization, stored, cancellationToken);
        }
        catch (AuditReadException e) when (e.Code == FailureCode.Gone)
        {
            return null;
        }
    }
}

/// <summary>One call of append, on its way through a group.</summary>
internal sealed class PendingAppend(IReadOnlyList<PendingEvent> events, DateTimeOffset deadline)
{
    private readonly TaskCompletionSource<Outcome<long>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<PendingEvent> Events { get; } = events;

    public DateTimeOffset Deadline { get; } = deadline;

    public int Size { get; } = events.Sum(pending => pending.Sealed.Size + 256);

    public Task<Outcome<long>> Done => _done.Task;

    public void Complete(Outcome<long> outcome) => _done.TrySetResult(outcome);
}
