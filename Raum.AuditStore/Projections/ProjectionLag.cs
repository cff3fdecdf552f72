using System.Diagnostics.Metrics;
using Raum.Core;

namespace Raum.AuditStore.Projections;

/// <summary>How long the read models of the organization that waits longest have been behind what this process was told of; it grows while they stand still.</summary>
internal sealed class ProjectionLag : IDisposable
{
    public const string Name = "raum.audit.projection.lag";

    private readonly Meter _meter = new("Raum.AuditStore");
    private readonly Dictionary<OrganizationId, long> _behindSince = [];
    private readonly TimeProvider _clock;

    public ProjectionLag(TimeProvider clock)
    {
        _clock = clock;
        _meter.CreateObservableGauge(
            Name,
            () => Longest.TotalSeconds,
            "s",
            "How long the read models that are furthest behind their log have been behind it."
        );
    }

    public TimeSpan Longest
    {
        get
        {
            lock (_behindSince)
            {
                return _behindSince.Count == 0 ? TimeSpan.Zero : _clock.GetElapsedTime(_behindSince.Values.Min());
            }
        }
    }

    /// <summary>There is something to take in.</summary>
    public void Begin(OrganizationId organization)
    {
        lock (_behindSince)
        {
            _behindSince.TryAdd(organization, _clock.GetTimestamp());
        }
    }

    /// <summary>It was taken in, or it is another process' work now.</summary>
    public void End(OrganizationId organization)
    {
        lock (_behindSince)
        {
            _behindSince.Remove(organization);
        }
    }

    public void Dispose() => _meter.Dispose();
}
