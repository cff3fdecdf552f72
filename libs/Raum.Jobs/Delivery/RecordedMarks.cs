using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Jobs.Delivery;

/// <summary>Notes in the ledger that outcomes are on record, those of a moment together: no job waits for it, and a crowd shares one write.</summary>
/// <remarks>A note that is lost with the process costs nothing but a look of the reconciler, which finds the event on record and notes it again.</remarks>
internal sealed class RecordedMarks(DeliveryLedger ledger, TimeProvider clock, ILogger<RecordedMarks> logger)
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private List<LedgerEntry> _waiting = [];
    private Task _writing = Task.CompletedTask;

    public void Add(LedgerEntry entry)
    {
        lock (_gate)
        {
            _waiting.Add(entry);
            if (_waiting.Count == 1)
            {
                _writing = WriteAsync(_writing);
            }
        }
    }

    /// <summary>Completes when everything that was added so far is written, or given up.</summary>
    internal Task WrittenAsync()
    {
        lock (_gate)
        {
            return _writing;
        }
    }

    private async Task WriteAsync(Task earlier)
    {
        await Task.Delay(Gather, clock);
        await earlier;
        List<LedgerEntry> entries;
        lock (_gate)
        {
            (entries, _waiting) = (_waiting, []);
        }

        foreach (var group in entries.GroupBy(entry => entry.Organization))
        {
            try
            {
                await ledger.RecordedAsync([.. group], CancellationToken.None);
            }
#pragma warning disable CA1031 // a bug here must not keep the notes of other organizations from being written
            catch (Exception e)
            {
                logger.NotNoted(group.Key, e.GetType());
            }
#pragma warning restore CA1031
        }
    }
}
