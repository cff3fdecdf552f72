using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Raum.AuditStore;
using Raum.Core;
using Raum.Http.Protection;

namespace Raum.Http.Access;

/// <summary>
/// Counts requests that were denied without authentication, per source and minute, into the installation's own log: a flood must not fill an organization's,
/// nor stand in it.
/// </summary>
/// <remarks>Memory is bounded in both directions: sources of a minute, and minutes that could not be recorded yet, which are then counted together.</remarks>
internal sealed class DenialCounter : BackgroundService
{
    private const int MaxSources = 10_000;
    private const int MaxWindows = 10;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly InstallationLog _log;
    private readonly TimeProvider _clock;
    private readonly ILogger<DenialCounter> _logger;
    private readonly Counter<long> _denied;
    private readonly Lock _gate = new();
    private readonly Queue<Window> _waiting = new();
    private Window _present;

    public DenialCounter(InstallationLog log, TimeProvider clock, IMeterFactory meters, ILogger<DenialCounter> logger)
    {
        _log = log;
        _clock = clock;
        _logger = logger;
        _denied = meters
            .Create("Raum.Http")
            .CreateCounter<long>("raum.http.denied", "{request}", "Requests denied without authentication.");
        _present = NewWindow();
    }

    /// <param name="source">Beyond a limit of sources a minute, new ones are counted together.</param>
    public void Count(IPAddress source)
    {
        _denied.Add(1);
        var network = Networks.Source(source);
        // A window that has ended must not change: it may be on record already.
        lock (_gate)
        {
            _present.Count(network);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The servers have stopped before this: nothing is denied any more.
        await base.StopAsync(cancellationToken);
        await RecordAsync(cancellationToken);
        if (_waiting.Sum(window => window.Total) is > 0 and var lost)
        {
            _logger.DenialsLost(lost);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Length, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RecordAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync records what is left.
        }
    }

    private async Task RecordAsync(CancellationToken cancellationToken)
    {
        Window ended;
        lock (_gate)
        {
            (ended, _present) = (_present, NewWindow());
        }

        if (ended.Total > 0)
        {
            _logger.Denied(ended.Total, ended.Sources.Count);
            if (_waiting.Count < MaxWindows)
            {
                _waiting.Enqueue(ended);
            }
            else
            {
                _waiting.Last().Take(ended);
            }
        }

        while (_waiting.TryPeek(out var window))
        {
            var recorded = await AppendAsync(window, cancellationToken);
            if (!recorded.Succeeded)
            {
                _logger.DenialsNotRecorded(_waiting.Count, recorded.Failure.Code);
                return;
            }

            _waiting.Dequeue();
        }
    }

    private async Task<Outcome<Done>> AppendAsync(Window window, CancellationToken cancellationToken)
    {
        try
        {
            return await _log.RecordDenialsAsync(window.Id, window.From, window.Sources, window.Others, cancellationToken);
        }
#pragma warning disable CA1031 // a bug in the log must not end the counting
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Failure(FailureCode.Crashed);
        }
#pragma warning restore CA1031
    }

    private Window NewWindow() => new(_log.NewWindow(), _clock.GetUtcNow());

    private sealed class Window(Guid id, DateTimeOffset from)
    {
        public Guid Id => id;

        public DateTimeOffset From => from;

        public Dictionary<IPAddress, long> Sources { get; } = [];

        public long Others { get; private set; }

        public long Total => Others + Sources.Values.Sum();

        public void Count(IPAddress source, long count = 1)
        {
            if (Sources.TryGetValue(source, out var before) || Sources.Count < MaxSources)
            {
                Sources[source] = before + count;
            }
            else
            {
                Others += count;
            }
        }

        public void Take(Window later)
        {
            foreach (var (source, count) in later.Sources)
            {
                Count(source, count);
            }

            Others += later.Others;
        }
    }
}
