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
/// instead of losing their records. What waits is in memory: a killed process loses at most <see cref="RaumHttpOptions.AccessFlushInterval"/> of it.
/// </remarks>
internal sealed class AccessRecorder(IAuditLog log, TimeProvider clock, IOptions<RaumHttpOptions> options, ILogger<AccessRecorder> logger)
    : BackgroundService
{
    private const int MaxBatch = 256;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    private readonly Channel<(OrganizationId Organization, RequestServed Event)> _arrivals = Channel.CreateUnbounded<(
        OrganizationId,
        RequestServed
    )>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Dictionary<OrganizationId, List<RequestServed>> _waiting = [];
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

    /// <summary>Hands in the event that a place was held for.</summary>
    public void Record(OrganizationId organization, RequestServed served) => _arrivals.Writer.TryWrite((organization, served));

    /// <summary>Gives a place back that is not needed: the request turned out to be anonymous.</summary>
    public void Release() => Interlocked.Decrement(ref _pending);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The servers have stopped before this: nothing arrives any more.
        _arrivals.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        TakeArrivals();
        await FlushAsync(cancellationToken);
        if (_waiting.Values.Sum(events => events.Count) is > 0 and var lost)
        {
            logger.AccessLost(lost);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retry = FirstRetry;
        try
        {
            while (_waiting.Count > 0 || await _arrivals.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(_waiting.Count > 0 ? retry : options.Value.AccessFlushInterval, clock, stoppingToken);
                TakeArrivals();
                var all = await FlushAsync(stoppingToken);
                retry = all ? FirstRetry : TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LongestRetry.Ticks));
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

    /// <returns>False when events of some organization are still here.</returns>
    private async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var (organization, events) in _waiting.ToList())
        {
            while (events.Count > 0)
            {
                var batch = events.GetRange(0, Math.Min(events.Count, MaxBatch));
                var appended = await AppendAsync(organization, batch, cancellationToken);
                if (!appended.Succeeded)
                {
                    // Appending again is safe: the same event id is recorded once.
                    logger.AccessNotRecorded(organization, events.Count, appended.Failure.Code);
                    break;
                }

                events.RemoveRange(0, batch.Count);
                Interlocked.Add(ref _pending, -batch.Count);
            }

            if (events.Count == 0)
            {
                _waiting.Remove(organization);
            }
        }

        return _waiting.Count == 0;
    }

    private async Task<Outcome<long>> AppendAsync(
        OrganizationId organization,
        List<RequestServed> batch,
        CancellationToken cancellationToken
    )
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
