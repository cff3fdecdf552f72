using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Raum.Core;

namespace Raum.AuditStore.Projections;

/// <summary>Organizations whose read models have to be looked at: each waits once, whatever was told of it, and rests a moment between two looks.</summary>
/// <param name="rest">From one look to the next.</param>
internal sealed class DueOrganizations(TimeSpan rest, TimeProvider clock) : IDisposable
{
    private readonly Channel<OrganizationId> _work = Channel.CreateUnbounded<OrganizationId>();
    private readonly HashSet<OrganizationId> _waiting = [];
    private readonly Dictionary<OrganizationId, long> _lastLook = [];
    private readonly HashSet<OrganizationId> _checkpointDue = [];
    private readonly ProjectionLag _lag = new(clock);
    private readonly Lock _gate = new();

    /// <summary>How long the one that has waited longest is behind.</summary>
    public TimeSpan Lag => _lag.Longest;

    public void Add(OrganizationId organization)
    {
        _lag.Begin(organization);
        lock (_gate)
        {
            if (!_waiting.Add(organization))
            {
                return;
            }

            var left = _lastLook.TryGetValue(organization, out var last) ? rest - clock.GetElapsedTime(last) : TimeSpan.Zero;
            if (left > TimeSpan.Zero)
            {
                _ = WriteAfterAsync(organization, left);
            }
            else
            {
                _work.Writer.TryWrite(organization);
            }
        }
    }

    /// <summary>Somebody else looks after it.</summary>
    public void Forget(OrganizationId organization) => _lag.End(organization);

    /// <summary>The next ones, without an end. What is told of one after it was taken is a new reason to look.</summary>
    public async IAsyncEnumerable<OrganizationId> TakeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var organization in _work.Reader.ReadAllAsync(cancellationToken))
        {
            lock (_gate)
            {
                _waiting.Remove(organization);
                _lastLook[organization] = clock.GetTimestamp();
            }

            yield return organization;
        }
    }

    public void CaughtUp(OrganizationId organization)
    {
        lock (_gate)
        {
            _lag.End(organization);
            if (_waiting.Contains(organization))
            {
                // Told of more meanwhile.
                _lag.Begin(organization);
            }
        }
    }

    /// <summary>Waits until its next checkpoint is due.</summary>
    /// <returns>False at once when somebody waits for that already.</returns>
    public async Task<bool> CheckpointWaitAsync(OrganizationId organization, DateTimeOffset due, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_checkpointDue.Add(organization))
            {
                return false;
            }
        }

        var wait = due - clock.GetUtcNow();
        await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _checkpointDue.Remove(organization);
        }

        return true;
    }

    public void Dispose() => _lag.Dispose();

    private async Task WriteAfterAsync(OrganizationId organization, TimeSpan wait)
    {
        await Task.Delay(wait, clock);
        _work.Writer.TryWrite(organization);
    }
}
