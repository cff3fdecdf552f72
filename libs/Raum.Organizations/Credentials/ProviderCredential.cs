using Raum.Core;

namespace Raum.Organizations.Credentials;

/// <param name="Provider">A name of <c>Raum.Providers.ProviderName</c>, in lower case.</param>
/// <param name="Region">Where the provider processes the text (ORG-9).</param>
/// <param name="Priority">Lower ones are asked first.</param>
/// <param name="TermsApproved">An admin states that the provider trains on nothing that is sent (PRIV-1).</param>
public sealed record NewProviderCredential(
    string Provider,
    string Model,
    string Region,
    PersonalText? Key = null,
    Uri? BaseUrl = null,
    int Priority = 100,
    bool TermsApproved = false,
    DateTimeOffset? RotateBy = null
);

/// <summary>A credential, opened. Memory only.</summary>
public sealed record ProviderCredential(Guid Id, string Provider, string Model, Uri? BaseUrl, string Region, PersonalText? Key);

/// <summary>A credential as an admin sees it: its key is write-only, the hint is its last four characters (KEY-4).</summary>
/// <param name="RotateBy">When it is to be replaced.</param>
/// <param name="RetireAt">It is being replaced, and live until then.</param>
public sealed record ProviderCredentialSummary(
    Guid Id,
    string Provider,
    string Model,
    Uri? BaseUrl,
    string Region,
    string? Hint,
    int Priority,
    DateTimeOffset? TermsApprovedAt,
    string? TermsApprovedBy,
    DateTimeOffset? RotateBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RetireAt
)
{
    /// <summary>True when the key should have been replaced by now (KEY-3): the reminder that lists show.</summary>
    public bool IsOverdue(DateTimeOffset now) => RetireAt is null && RotateBy <= now;
}
