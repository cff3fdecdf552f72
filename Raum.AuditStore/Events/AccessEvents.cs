using Raum.Core.Audit;

namespace Raum.AuditStore.Events;

/// <summary>An authenticated request was answered, reads and denials too (AUD-2).</summary>
public sealed record RequestServed : AuditEvent
{
    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The route's pattern (<c>/v1/jobs/{id}</c>), never the path: a path can carry what a person typed.</summary>
    public required string Route { get; init; }

    public required int Status { get; init; }

    public long ElapsedMilliseconds { get; init; }
}
