using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Jobs;

namespace Raum.Zendesk;

/// <summary>Step 9 for Zendesk: one update that carries the comment, the status and the mark, so that none of them is ever there alone.</summary>
/// <remarks>
/// The mark is custom metadata of the update's audit record: Zendesk keeps it for ever with the author's id, agents and customers do not see it, and triggers and
/// views do not react to it, as they would to a tag or a field. A write whose result is unknown is found again by it. Repeating such a write is safe besides:
/// it has the stamp of the ticket as it was read, so that after a first success Zendesk refuses the second with <c>409</c>.
/// </remarks>
internal sealed class ZendeskDelivery(
    ZendeskClient client,
    ZendeskConnections connections,
    WriteBudget budget,
    IOptions<ZendeskOptions> options,
    ILogger<ZendeskDelivery> logger
) : IDelivery
{
    private const string MarkName = "raum_mark";

    private readonly ZendeskOptions _options = options.Value;

    public bool Serves(DeliveryTarget target) => target is DeliveryTarget.PublicReply or DeliveryTarget.InternalNote;

    public async Task<Outcome<DeliveryReceipt>> DeliverAsync(DeliveryRequest request, CancellationToken cancellationToken)
    {
        // :: Step 9
        if (request.TicketId is not { } ticketId || !Serves(request.Target) || string.IsNullOrWhiteSpace(request.Text.Reveal()))
        {
            return new Failure(FailureCode.DeliveryRejected);
        }

        var room = await budget.TakeAsync(request.Organization, ticketId, cancellationToken);
        if (!room.Succeeded)
        {
            if (room.Failure.RetryAfter is { } wait)
            {
                logger.WriteHeldBack(request.Organization, ticketId, wait);
            }

            return room.Failure;
        }

        var update = new UpdateTicketWire(
            new UpdateCommentWire(CommentHtml.From(request.Text.Reveal()), Public: request.Target == DeliveryTarget.PublicReply),
            request.Solve ? "solved" : null,
            request.TicketStamp is null ? null : true,
            request.TicketStamp,
            new UpdateMetadataWire(request.Mark),
            null
        );
        if (request.Tag is { } tag)
        {
            var tagged = await TagAsync(request.Organization, ticketId, update, tag, cancellationToken);
            if (!tagged.Succeeded)
            {
                return tagged.Failure;
            }

            update = tagged.Value;
        }

        var answer = await client.UpdateTicketAsync(request.Organization, ticketId, update, cancellationToken);
        if (answer.Succeeded)
        {
            return new DeliveryReceipt(EffectId(answer.Value.Audit));
        }

        if (answer.Failure.Code == FailureCode.DeliveryUncertain)
        {
            logger.Uncertain(request.Organization, ticketId, request.Job);
        }

        return answer.Failure.Code == FailureCode.ZendeskRejected && await IsClosedAsync(request.Organization, ticketId, cancellationToken)
            ? new Failure(FailureCode.ZendeskTicketClosed)
            : answer.Failure;
    }

    /// <summary>Reads the ticket's audit records, oldest first. Only records of Raum's own user count: an agent could write any metadata.</summary>
    public async Task<Outcome<DeliveryReceipt?>> FindAsync(DeliveryRequest request, CancellationToken cancellationToken)
    {
        if (request.TicketId is not { } ticketId)
        {
            return new Failure(FailureCode.DeliveryRejected);
        }

        var connection = await connections.FindAsync(request.Organization, cancellationToken);
        if (!connection.Succeeded)
        {
            return connection.Failure;
        }

        string? cursor = null;
        for (var page = 0; page < _options.MaxCommentPages * 2; page++)
        {
            var answer = await client.ListAuditsAsync(request.Organization, ticketId, cursor, cancellationToken);
            if (!answer.Succeeded)
            {
                return answer.Failure;
            }

            var found = answer.Value.Audits?.FirstOrDefault(audit =>
                IsMarked(audit, request.Mark) && IsOwn(audit, connection.Value.OwnUserId)
            );
            if (found is not null)
            {
                return new DeliveryReceipt(EffectId(found));
            }

            cursor = answer.Value.Meta is { HasMore: true, AfterCursor: { Length: > 0 } after } ? after : null;
            if (cursor is null)
            {
                return (DeliveryReceipt?)null;
            }
        }

        return new Failure(FailureCode.DeliveryUncertain);
    }

    /// <summary>An update of one ticket replaces its tags, so it names the old ones too, locked on the stamp they were read with.</summary>
    private async Task<Outcome<UpdateTicketWire>> TagAsync(
        OrganizationId organization,
        long ticketId,
        UpdateTicketWire update,
        string tag,
        CancellationToken cancellationToken
    )
    {
        var shown = await client.ShowTicketAsync(organization, ticketId, cancellationToken);
        if (!shown.Succeeded)
        {
            return shown.Failure;
        }

        var ticket = shown.Value.Answer.Ticket!;
        return update with
        {
            Tags = [.. (ticket.Tags ?? []).Append(tag).Distinct(StringComparer.Ordinal)],
            SafeUpdate = true,
            UpdatedStamp = update.UpdatedStamp ?? ticket.UpdatedAt,
        };
    }

    /// <summary>The text of a <c>422</c> is in the account's language: only the ticket itself tells whether it is closed.</summary>
    private async Task<bool> IsClosedAsync(OrganizationId organization, long ticketId, CancellationToken cancellationToken)
    {
        var shown = await client.ShowTicketAsync(organization, ticketId, cancellationToken);
        return shown is { Succeeded: true, Value.Answer.Ticket.Status: "closed" };
    }

    private static bool IsMarked(AuditWire audit, string mark) =>
        audit.Metadata?.Custom is { ValueKind: System.Text.Json.JsonValueKind.Object } custom
        && custom.TryGetProperty(MarkName, out var value)
        && value.ValueKind == System.Text.Json.JsonValueKind.String
        && value.ValueEquals(mark);

    private static bool IsOwn(AuditWire audit, long? ownUserId) => ownUserId is null || audit.AuthorId == ownUserId;

    private static string? EffectId(AuditWire? audit) => audit?.Id.ToString(CultureInfo.InvariantCulture);
}
