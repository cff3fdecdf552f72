using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Raum.Http.Protection;

namespace Raum.Http.Access;

/// <summary>Counts requests that were denied without authentication, per source and minute: a flood must not fill an organization's log.</summary>
internal sealed class DenialCounter : BackgroundService
{
    private const int MaxSources = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock;
    private readonly ILogger<DenialCounter> _logger;
    private readonly Counter<long> _denied;
    private ConcurrentDictionary<IPAddress, long> _sources = new();

    public DenialCounter(TimeProvider clock, IMeterFactory meters, ILogger<DenialCounter> logger)
    {
        _clock = clock;
        _logger = logger;
        _denied = meters
            .Create("Raum.Http")
            .CreateCounter<long>("raum.http.denied", "{request}", "Requests denied without authentication.");
    }

    /// <param name="source">Beyond a limit of sources a minute, new ones are counted together.</param>
    public void Count(IPAddress source)
    {
        _denied.Add(1);
        var sources = _sources;
        var key = Networks.Source(source);
        sources.AddOrUpdate(sources.Count < MaxSources || sources.ContainsKey(key) ? key : IPAddress.None, 1, (_, count) => count + 1);
    }

    /// <summary>Takes the counts of the present window and begins a new one.</summary>
    internal IReadOnlyDictionary<IPAddress, long> Take() => Interlocked.Exchange(ref _sources, new());

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Report();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Window, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Report();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private void Report()
    {
        var counts = Take();
        if (counts.Count > 0)
        {
            _logger.Denied(counts.Values.Sum(), counts.Count);
        }
    }
}
