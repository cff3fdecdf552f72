using Microsoft.Extensions.Options;
using Raum.Core;

namespace Raum.Zendesk;

/// <summary>What one process keeps of the connections for <see cref="ZendeskOptions.CacheFor"/>, forgotten together when a row changes here.</summary>
internal sealed class ConnectionCaches(TimeProvider clock, IOptions<ZendeskOptions> options)
{
    public ShortCache<WebhookTrust> Trust { get; } = new(clock, options.Value.CacheFor);

    public ShortCache<AccessToken> Tokens { get; } = new(clock, options.Value.CacheFor);

    public void Forget(OrganizationId organization)
    {
        Trust.Forget(organization);
        Tokens.Forget(organization);
    }
}
