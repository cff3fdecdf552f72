using System.Collections.Concurrent;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Http.Access;

/// <summary>How many requests of each organization were refused because its log took no events. A number each, however long it lasts.</summary>
internal sealed class RefusedRequests(TimeProvider clock)
{
    private readonly ConcurrentDictionary<OrganizationId, (long Count, DateTimeOffset From, DateTimeOffset Until)> _counts = new();

    public bool Any => !_counts.IsEmpty;

    public IEnumerable<OrganizationId> Organizations => _counts.Keys;

    public long Total => _counts.Values.Sum(counted => counted.Count);

    public void Count(OrganizationId organization)
    {
        var now = clock.GetUtcNow();
        _counts.AddOrUpdate(organization, (1, now, now), (_, counted) => (counted.Count + 1, counted.From, now));
    }

    /// <returns>The event about those that were counted so far, which count no more; null when there are none.</returns>
    public RequestsRefused? Take(OrganizationId organization)
    {
        if (!_counts.TryRemove(organization, out var counted))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return new RequestsRefused
        {
            Id = id,
            At = now,
            Actor = AuditActor.System("api"),
            Correlation = new CorrelationId(id),
            Result = AuditResult.Failure,
            Failure = FailureCode.AuditUnavailable,
            From = counted.From,
            Until = counted.Until,
            Count = counted.Count,
        };
    }
}
