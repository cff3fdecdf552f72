using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Raum.Core;

namespace Raum.Zendesk;

/// <summary>Decides what a webhook request is worth: who sent it, whether it is fresh, what it says, and whether it is work (ZD-2, FLOW-2).</summary>
/// <remarks>The signature is checked over the raw bytes before anything is parsed. Nothing of the text leaves this class.</remarks>
public sealed class ZendeskWebhooks
{
    private static readonly string[] TestSecrets = [WebhookSignature.PublicTestSecret];

    private readonly ZendeskConnections _connections;
    private readonly ConnectionApproval _approval;
    private readonly TimeProvider _clock;
    private readonly bool _development;

    internal ZendeskWebhooks(
        ZendeskConnections connections,
        ConnectionApproval approval,
        TimeProvider clock,
        IOptions<ZendeskOptions> options
    )
    {
        _connections = connections;
        _approval = approval;
        _clock = clock;
        _development = options.Value.Development;
    }

    /// <returns>
    /// <see cref="FailureCode.Unauthorized"/> for a signature, a timestamp, an organization or an account that is not right, all alike;
    /// <see cref="FailureCode.NotApproved"/> for a genuine one while no admin approved the link; <see cref="FailureCode.InvalidRequest"/> for a signed body that cannot be read; <see cref="FailureCode.DatabaseUnavailable"/> or
    /// <see cref="FailureCode.KeyUnavailable"/> when the secret cannot be had now: answer <c>503</c>.
    /// </returns>
    public async Task<Outcome<ReceivedWebhook>> ReceiveAsync(
        OrganizationId organization,
        WebhookDelivery delivery,
        CancellationToken cancellationToken
    )
    {
        // A flood of old or unsigned requests costs no lookup.
        if (!WebhookSignature.IsWellFormed(delivery.Signature) || !WebhookSignature.IsFresh(delivery.Timestamp, _clock.GetUtcNow()))
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var trust = await _connections.WebhookTrustAsync(organization, cancellationToken);
        if (!trust.Succeeded)
        {
            return trust.Failure.Code == FailureCode.ZendeskNotConnected ? new Failure(FailureCode.Unauthorized) : trust.Failure;
        }

        if (!IsSigned(trust.Value, delivery) || !IsOfAccount(trust.Value, delivery.AccountId))
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var approved = await _approval.RequireAsync(organization, cancellationToken);
        if (!approved.Succeeded)
        {
            return approved.Failure;
        }

        var read = WebhookBody.Parse(delivery.Body);
        if (!read.Succeeded)
        {
            return read.Failure;
        }

        return read.Value.AccountId is { } account && trust.Value.AccountId is { } own && account != own
            ? new Failure(FailureCode.Unauthorized)
            : new ReceivedWebhook(read.Value, Decide(read.Value, trust.Value.OwnUserId), DeduplicationKeys(delivery, read.Value));
    }

    private bool IsSigned(WebhookTrust trust, WebhookDelivery delivery) =>
        WebhookSignature.Matches(
            _development ? [.. trust.Secrets, .. TestSecrets] : trust.Secrets,
            delivery.Timestamp,
            delivery.Body.Span,
            delivery.Signature
        );

    private static bool IsOfAccount(WebhookTrust trust, string? account) =>
        trust.AccountId is not { } own || account is null || account == own.ToString(CultureInfo.InvariantCulture);

    private static WebhookDecision Decide(WebhookEvent read, long? ownUserId) =>
        read switch
        {
            { TicketId: null } => WebhookDecision.NotATicket,
            _ when ownUserId is { } own && (read.ActorId == own || read.AuthorId == own) => WebhookDecision.OwnEvent,
            { Kind: WebhookEventKind.TicketChanged } => WebhookDecision.NoNewText,
            { Kind: WebhookEventKind.CommentAdded, AuthorIsStaff: true } => WebhookDecision.StaffComment,
            _ => WebhookDecision.Queue,
        };

    /// <summary>
    /// The invocation id is a header and not signed: who replays a request within the window can make one up. So the event's own id counts too, or, for a
    /// trigger, whose body has none, the signature, which is over timestamp and body.
    /// </summary>
    private static List<string> DeduplicationKeys(WebhookDelivery delivery, WebhookEvent read)
    {
        var signed = read.EventId ?? delivery.Signature!;
        var keys = new List<string>
        {
            $"zendesk-event:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signed)).AsSpan(0, 16))}",
        };
        if (delivery.InvocationId is { Length: > 0 and <= 64 } invocation && invocation.All(char.IsAsciiLetterOrDigit))
        {
            keys.Add($"zendesk-invocation:{invocation}");
        }

        return keys;
    }
}

/// <summary>A webhook request as it came: the <c>x-zendesk-*</c> headers and the raw body.</summary>
/// <param name="AccountId"><c>x-zendesk-account-id</c>.</param>
/// <param name="InvocationId"><c>x-zendesk-webhook-invocation-id</c>.</param>
/// <param name="Timestamp"><c>x-zendesk-webhook-signature-timestamp</c>.</param>
/// <param name="Signature"><c>x-zendesk-webhook-signature</c>.</param>
public sealed record WebhookDelivery(
    string? AccountId,
    string? InvocationId,
    string? Timestamp,
    string? Signature,
    ReadOnlyMemory<byte> Body
);

/// <param name="DeduplicationKeys">
/// One or two keys of at most 90 ASCII characters. A delivery of which <b>any</b> key was seen within 24 hours is a repetition: answer <c>200</c> and do nothing.
/// The first is always there and is covered by the signature.
/// </param>
public sealed record ReceivedWebhook(WebhookEvent Event, WebhookDecision Decision, IReadOnlyList<string> DeduplicationKeys);

/// <summary>What to do with a webhook that is genuine. Everything but <see cref="Queue"/> is answered with <c>200</c> and dropped.</summary>
public enum WebhookDecision
{
    Queue,

    /// <summary>Raum itself caused it.</summary>
    OwnEvent,

    /// <summary>An agent wrote; there is nothing to answer.</summary>
    StaffComment,

    /// <summary>A field changed, no text came.</summary>
    NoNewText,

    /// <summary>It is about something else than a ticket.</summary>
    NotATicket,
}

/// <summary>What decides whether a webhook is genuine.</summary>
internal sealed record WebhookTrust(IReadOnlyList<string> Secrets, long? AccountId, long? OwnUserId);
