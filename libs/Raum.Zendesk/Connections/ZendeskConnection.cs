using Raum.Core;

namespace Raum.Zendesk;

/// <summary>An organization's Zendesk account, without its secrets.</summary>
/// <param name="AccountId">Zendesk's number of the account; null until it is known. Webhooks of another account are refused.</param>
/// <param name="OwnUserId">The user that Raum writes as; null until it is known. Its own events are dropped (ZD-2).</param>
/// <param name="Grant">How tokens are got.</param>
/// <param name="Scope">The OAuth scopes that were consented to, separated by spaces.</param>
/// <param name="State">Whether calls can be made.</param>
/// <param name="Rules">What may be read (FLOW-12).</param>
public sealed record ZendeskConnection(
    OrganizationId Organization,
    ZendeskAddress Address,
    long? AccountId,
    long? OwnUserId,
    ZendeskGrant Grant,
    string Scope,
    ZendeskConnectionState State,
    ZendeskReadRules Rules
);

/// <summary>How an organization's tokens are got. Names are stored.</summary>
public enum ZendeskGrant
{
    /// <summary>An admin consented in Zendesk; the pair is rotated with its refresh token.</summary>
    AuthorizationCode,

    /// <summary>The client acts as the user it is tied to; there is no refresh token.</summary>
    ClientCredentials,
}

/// <summary>Names are stored.</summary>
public enum ZendeskConnectionState
{
    /// <summary>No token was got yet: webhooks are accepted; calls wait for a consent, or for the first token of client credentials.</summary>
    Pending,
    Connected,

    /// <summary>Zendesk refused the tokens: an admin has to connect again.</summary>
    Revoked,
}

/// <summary>The brands, groups and forms whose tickets may be read, by Zendesk's ids. An empty list allows all.</summary>
public sealed record ZendeskReadRules(IReadOnlyList<long> Brands, IReadOnlyList<long> Groups, IReadOnlyList<long> Forms)
{
    public static ZendeskReadRules All { get; } = new([], [], []);

    /// <summary>True when a ticket of these may be read. A ticket without a brand, group or form is outside of a list that names some.</summary>
    public bool Allow(long? brand, long? group, long? form) => Allow(Brands, brand) && Allow(Groups, group) && Allow(Forms, form);

    private static bool Allow(IReadOnlyList<long> allowed, long? id) => allowed.Count == 0 || (id is { } value && allowed.Contains(value));
}

/// <summary>What an admin gives to connect an account. Secrets come in here and are never given out again.</summary>
/// <param name="Address">A subdomain; in development a loopback URL.</param>
/// <param name="ClientId">Of the OAuth client that the customer made in Zendesk.</param>
/// <param name="Scopes">One of <see cref="ZendeskScopes"/>, for client credentials: the first token is got when it is needed.</param>
/// <param name="OwnUserId">The user that Raum writes as, if it is known already.</param>
/// <param name="WebhookSecret">The signing secret of the webhook, as the text it is; null keeps what is stored.</param>
public sealed record ZendeskConnectRequest(
    string Address,
    string ClientId,
    PersonalText ClientSecret,
    PersonalText? WebhookSecret = null,
    ZendeskGrant Grant = ZendeskGrant.AuthorizationCode,
    long? AccountId = null,
    ZendeskReadRules? Rules = null,
    long? OwnUserId = null,
    string Scopes = ZendeskScopes.ReadAndWrite
);

/// <summary>The least scopes for what an organization uses, shown before consent (ZD-1).</summary>
public static class ZendeskScopes
{
    /// <summary>Read tickets and the people they name: drafts for agents, summaries.</summary>
    public const string Read = "tickets:read users:read";

    /// <summary>Also write notes and replies.</summary>
    public const string ReadAndWrite = "tickets:read tickets:write users:read";

    /// <summary>Also read groups and roles, for which Zendesk has no scope of their own: needed for agents in the sidebar (ORG-12).</summary>
    public const string WithAgents = "read tickets:write";
}
