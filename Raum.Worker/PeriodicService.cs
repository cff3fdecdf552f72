using Raum.Core;

namespace Raum.Worker;

/// <summary>Work that the worker does again and again. A crash ends one run and not the service, and over organizations only the one it happened in.</summary>
/// <param name="firstAfter">Until the first run: what can wait stays out of a host's first moments, when everything starts.</param>
internal abstract class PeriodicService(TimeSpan firstAfter, TimeSpan interval, TimeProvider clock) : BackgroundService
{
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(firstAfter, clock, stoppingToken);
            using var timer = new PeriodicTimer(interval, clock);
            do
            {
                await GuardAsync(RunOnceAsync, stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Draining.
        }
    }

    protected abstract Task RunOnceAsync(CancellationToken stoppingToken);

    /// <summary>Says it in the log; the next run tries again.</summary>
    protected abstract void Crashed(Type exceptionType);

    protected async Task ForEachAsync(
        IReadOnlyList<OrganizationId> organizations,
        Func<OrganizationId, CancellationToken, Task> work,
        CancellationToken stoppingToken
    )
    {
        foreach (var organization in organizations)
        {
            await GuardAsync(token => work(organization, token), stoppingToken);
        }
    }

    private async Task GuardAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            Crashed(e.GetType());
        }
    }
}
