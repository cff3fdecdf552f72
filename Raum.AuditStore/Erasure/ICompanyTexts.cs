using Raum.Core;

namespace Raum.AuditStore.Erasure;

/// <summary>Texts that an organization wrote itself and that may name a person: procedures and articles, every version that is kept. Adapter: <c>Raum.Organizations/Knowledge</c>.</summary>
public interface ICompanyTexts
{
    /// <summary>Where an address of the person stands. Nothing is changed: what the organization wrote is its own to change.</summary>
    Task<Outcome<IReadOnlyList<TextMention>>> FindAsync(
        OrganizationId organization,
        PersonSearch person,
        CancellationToken cancellationToken
    );
}

/// <summary>A version of a text of the organization that names the person.</summary>
/// <param name="Kind"><c>procedure</c> or <c>article</c>.</param>
/// <param name="IsInForce">False: an earlier version, which is only kept.</param>
public sealed record TextMention(string Kind, Guid Entry, long Version, bool IsInForce);
