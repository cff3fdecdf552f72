using Raum.Core;
using Raum.Core.Audit;

namespace Raum.People;

/// <summary>Records of any number: nobody escapes the end of a membership by having begun more sessions than one append takes.</summary>
internal static class LongRecords
{
    public static async Task<Outcome<Done>> AppendAllAsync(
        this IAuditLog audit,
        OrganizationId organization,
        IEnumerable<AuditEvent> events,
        CancellationToken cancellationToken
    )
    {
        foreach (var part in events.Chunk(IAuditLog.MaxEvents))
        {
            var recorded = await audit.AppendAsync(organization, part, cancellationToken);
            if (!recorded.Succeeded)
            {
                return recorded.Failure;
            }
        }

        return default(Done);
    }
}
