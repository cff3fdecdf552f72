using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Http.Access;

/// <summary>Brings data access events into the audit log in batches (AUD-2): a request never waits for the log, and none is served that could not be recorded.</summary>
/// <remarks>
/// A request reserves its place before it is worked on and gets 503 when there is none, so that an audit log that is down stops reads soon
/// instead of losing their records; how many were refused is recorded when the log takes events again. What waits is in memory: a killed process loses at most <see cref="RaumHttpOptions.AccessFlushInterval"/> of it.
/// </remarks>
internal sealed class AccessRecorder(IAuditLog log, TimeProvider clock, IOptions<RaumHttpOptions> options, ILogger<AccessRecorder> logger)
    : BackgroundService
{
    private const int MaxBatch = 256;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    private readonly Channel<(OrganizationId Organization, AuditEvent Event)> _arrivals = Channel.CreateUnbounded<(
        OrganizationId,
        AuditEvent
    )>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Events of one organization that may wait while its log does not take them, as a share of all: it must not use up everybody's place.</summary>
    private const int Share = 20;

    private readonly Dictionary<OrganizationId, List<AuditEvent>> _waiting = [];

    // Organizations whose log does not take events, each with its own next try: one whose key was taken away must not make the others wait.
    private readonly ConcurrentDictionary<OrganizationId, (TimeSpan Pause, long Since)> _failing = new();
    private readonly ConcurrentDictionary<OrganizationId, int> _pendingOf = new();
    private readonly RefusedRequests _refused = new(clock);
    private int _pending;

    /// <summary>Holds a place for one event. False when too many wait: the request must not be served.</summary>
    public bool TryReserve()
    {
        if (Interlocked.Increment(ref _pending) <= options.Value.MaxPendingAccessEvents)
        {
            return true;
        }

        Interlocked.Decrement(ref _pending);
        return false;
    }

    /// <summary>False when too many events of this organization wait, because its log does not take them: no more of its requests are served until it does.</summary>
    public bool MayServe(OrganizationId organization) =>
        !_failing.ContainsKey(organization) || _pendingOf.GetValueOrDefault(organization) < options.Value.MaxPendingAccessEvents / Share;

    /// <summary>Hands in the event that a place was held for.</summary>
    public void Record(OrganizationId organization, RequestServed served)
    {
        _pendingOf.AddOrUpdate(organization, 1, (_, count) => count + 1);
        _arrivals.Writer.TryWrite((organization, served));
    }

    /// <summary>Counts a request that was not served. The installation's log takes those of callers nobody knew yet.</summary>
    public void Refused(OrganizationId organization) => _refused.Count(organization);

    /// <summary>Gives a place back that is not needed: the request turned out to be anonymous.</summary>
    public void Release() => Interlocked.Decrement(ref _pending);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The servers have stopped before this: nothing arrives any more.
        _arrivals.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        TakeArrivals();
        await FlushAsync(isLast: true, cancellationToken);
        var waiting = _waiting.Values.SelectMany(events => events).ToList();
        if (waiting.Count > 0)
        {
            logger.AccessLost(waiting.Count);
        }

        if (_refused.Total + waiting.OfType<RequestsRefused>().Sum(one => one.Count) is > 0 and var refused)
        {
            logger.RefusedLost(refused);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (_waiting.Count > 0 || _refused.Any || await _arrivals.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(_waiting.Count > 0 || _refused.Any ? FirstRetry : options.Value.AccessFlushInterval, clock, stoppingToken);
                TakeArrivals();
                await FlushAsync(isLast: false, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync flushes what is left.
        }
    }

    private void TakeArrivals()
    {
        while (_arrivals.Reader.TryRead(out var arrival))
        {
            if (!_waiting.TryGetValue(arrival.Organization, out var events))
            {
                _waiting[arrival.Organization] = events = [];
            }

            events.Add(arrival.Event);
        }
    }

    /// <param name="isLast">Tries every organization, however lately it failed.</param>
    private async Task FlushAsync(bool isLast, CancellationToken cancellationToken)
    {
        foreach (var organization in _waiting.Keys.Union(_refused.Organizations).ToList())
        {
            if (!isLast && _failing.TryGetValue(organization, out var last) && clock.GetElapsedTime(last.Since) < last.Pause)
            {
                continue;
            }

            if (!_waiting.TryGetValue(organization, out var events))
            {
                _waiting[organization] = events = [];
            }

            while (events.Count > 0 || TakeRefused(organization, events))
            {
                var batch = events.GetRange(0, Math.Min(events.Count, MaxBatch));
                var appended = await AppendAsync(organization, batch, cancellationToken);
                if (!appended.Succeeded)
                {
                    // Appending again is safe: the same event id is recorded once.
                    logger.AccessNotRecorded(organization, events.Count, appended.Failure.Code);
                    _failing[organization] = (Longer(organization), clock.GetTimestamp());
                    break;
                }

                events.RemoveRange(0, batch.Count);
                Interlocked.Add(ref _pending, -batch.Count);
                Forget(organization, batch.Count);
            }

            if (events.Count == 0)
            {
                _waiting.Remove(organization);
                _failing.TryRemove(organization, out _);
            }
        }
    }

    /// <summary>Behind everything that waited: from here on it waits as the others do, and what is refused later is counted anew.</summary>
    private bool TakeRefused(OrganizationId organization, List<AuditEvent> events)
    {
        if (_refused.Take(organization) is not { } refused)
        {
            return false;
        }

        Interlocked.Increment(ref _pending);
        _pendingOf.AddOrUpdate(organization, 1, (_, count) => count + 1);
        events.Add(refused);
        return true;
    }

    private TimeSpan Longer(OrganizationId organization) =>
        _failing.TryGetValue(organization, out var last)
            ? TimeSpan.FromTicks(Math.Min(last.Pause.Ticks * 2, LongestRetry.Ticks))
            : FirstRetry;

    private void Forget(OrganizationId organization, int recorded)
    {
        if (_pendingOf.AddOrUpdate(organization, 0, (_, count) => count - recorded) <= 0)
        {
            _pendingOf.TryRemove(new KeyValuePair<OrganizationId, int>(organization, 0));
        }
    }

    private async Task<Outcome<long>> AppendAsync(OrganizationId organization, List<AuditEvent> batch, CancellationToken cancellationToken)
    {
        try
        {
            return await log.AppendAsync(organization, batch, cancellationToken);
        }
#pragma warning disable CA1031 // a bug in the log must not end this loop, or every later request would be refused
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Failure(FailureCode.Crashed);
        }
#pragma warning restore CA1031
    }
}
