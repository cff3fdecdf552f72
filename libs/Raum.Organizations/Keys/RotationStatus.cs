using Raum.Core;
using Raum.Keys;

namespace Raum.Organizations.Keys;

/// <summary>How far the last rotation of an organization's keys for one use has come.</summary>
/// <param name="Version">The version of the key under which everything is to be.</param>
/// <param name="Resealed">Fields sealed anew so far.</param>
/// <param name="Unreadable">Fields that do not open, and stay as they are.</param>
public sealed record RotationStatus(
    OrganizationId Organization,
    KeyUse Use,
    long Version,
    DateTimeOffset StartedAt,
    DateTimeOffset? StoppedAt,
    DateTimeOffset? FinishedAt,
    long Resealed,
    long Unreadable
)
{
    public bool IsOpen => StoppedAt is null && FinishedAt is null;
}
