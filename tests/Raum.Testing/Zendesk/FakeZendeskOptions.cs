using System.Security.Cryptography;

namespace Raum.Testing.Zendesk;

/// <summary>How a pretend Zendesk account is set up. The defaults suit a test: random secrets, a free port.</summary>
public sealed class FakeZendeskOptions
{
    /// <summary>Where to listen. Port 0 takes a free one.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1:0");

    public long AccountId { get; set; } = 12514403;

    /// <summary>The user that tokens act as.</summary>
    public long ApiUserId { get; set; } = 9000;

    public string ClientId { get; set; } = "raum";

    public string ClientSecret { get; set; } = RandomText();

    public string WebhookSecret { get; set; } = RandomText();

    /// <summary>Where signed webhooks go; null for none.</summary>
    public Uri? WebhookUrl { get; set; }

    /// <summary>True for event subscriptions, false for a trigger with ids only.</summary>
    public bool EventSubscription { get; set; } = true;

    /// <summary>Lifetime of access tokens. Zendesk: 30 minutes.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Lifetime of refresh tokens. Zendesk: 30 days.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Requests a minute for the account. Enterprise: 700.</summary>
    public int RequestsPerMinute { get; set; } = 700;

    /// <summary>Ticket updates a minute for the account.</summary>
    public int UpdatesPerMinute { get; set; } = 100;

    /// <summary>Updates of one ticket by one user in ten minutes.</summary>
    public int UpdatesPerTicket { get; set; } = 30;

    /// <summary>How long the sender waits for an answer to a webhook. Zendesk: about 12 seconds.</summary>
    public TimeSpan WebhookTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>Pause before a webhook is sent again after a timeout or a conflict.</summary>
    public TimeSpan WebhookRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A file that keeps the desk's tickets; null keeps them in memory only.</summary>
    public string? StateFile { get; set; }

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    private static string RandomText() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
