using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Keys;

/// <summary>Prepares the keyring while the host starts: the local one computes its root key for a noticeable time, and no webhook should wait for that.</summary>
public sealed partial class KeyringWarmUp(IKeyWrapper wrapper, TimeProvider clock, ILogger<KeyringWarmUp> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private volatile bool _ready;

    /// <summary>True once the keyring answers without delay. It stays true: what fails later is told by the requests that need a key.</summary>
    public bool IsReady => _ready;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // The computation has no await of its own.
            var prepared = await Task.Run(() => wrapper.PrepareAsync(stoppingToken), stoppingToken);
            if (prepared.Succeeded)
            {
                _ready = true;
                return;
            }

            LogNotReady(prepared.Failure.Code);
            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    [LoggerMessage(4211, LogLevel.Warning, "The keyring is not ready: {Code}; it is tried again every second")]
    private partial void LogNotReady(FailureCode code);
}
