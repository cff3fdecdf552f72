using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.People.Support;

/// <summary>What the records about an access have in common.</summary>
internal static class SupportEvents
{
    public static SupportAccessChanged Changed(Guid access, SupportAccessChange change, AuditActor actor, DateTimeOffset at) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            Actor = actor,
            Correlation = new CorrelationId(access),
            Target = new AuditTarget("support-access", access.ToString("D")),
            Access = access,
            Change = change,
        };
}
