using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Organizations.Credentials;

/// <summary>What is recorded about a provider credential. Its id decides the events' ids: each is on record once.</summary>
internal static class CredentialEvents
{
    public static CredentialChanged Changed(Guid id, string provider, CredentialChange change, DateTimeOffset at, AuditActor actor) =>
        new()
        {
            Id = EventIds.Of($"credential-{change}", id),
            At = at,
            Actor = actor,
            Correlation = new CorrelationId(id),
            Target = Target(id),
            Credential = provider,
            Change = change,
        };

    private static AuditTarget Target(Guid id) => new("provider-credential", id.ToString("D"));
}
