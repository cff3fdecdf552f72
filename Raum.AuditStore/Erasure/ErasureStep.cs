using Raum.AuditStore.Events;
using Raum.AuditStore.Retention;

namespace Raum.AuditStore.Erasure;

/// <summary>What comes next of a request: one of these.</summary>
internal sealed record ErasureStep
{
    /// <summary>A hold stands, or somebody else has ended the request.</summary>
    public bool IsStopped { get; init; }

    /// <summary>There are jobs of which nobody has asked yet whether they rest.</summary>
    public bool IsLate { get; init; }

    public Removal? Removal { get; init; }

    public PrivacyRequestChanged? Ending { get; init; }
}
