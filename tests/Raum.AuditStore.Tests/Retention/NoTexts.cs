using Raum.AuditStore.Erasure;
using Raum.Core;

namespace Raum.AuditStore.Tests.Retention;

/// <summary>An organization that wrote nothing.</summary>
internal sealed class NoTexts : ICompanyTexts
{
    public Task<Outcome<IReadOnlyList<TextMention>>> FindAsync(
        OrganizationId organization,
        PersonSearch person,
        CancellationToken cancellationToken
    ) => Task.FromResult<Outcome<IReadOnlyList<TextMention>>>(Array.Empty<TextMention>());
}
