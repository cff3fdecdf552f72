using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Jobs;

namespace Raum.Zendesk;

/// <summary>Step 4 for Zendesk: the ticket, its whole history, and everyone it names.</summary>
/// <remarks>
/// The ticket is read before its comments: a comment that comes in between is newer than the stamp, so that a later write with that stamp is refused rather than
/// made on old ground.
/// </remarks>
internal sealed class ZendeskTicketSource(ZendeskClient client, IOptions<ZendeskOptions> options) : ITicketSource
{
    private readonly ZendeskOptions _options = options.Value;

    public async Task<Outcome<Ticket>> ReadAsync(OrganizationId organization, long ticketId, CancellationToken cancellationToken)
    {
        // :: Step 4
        var shown = await client.ShowTicketAsync(organization, ticketId, cancellationToken);
        if (!shown.Succeeded)
        {
            return shown.Failure;
        }

        var (connection, answer) = shown.Value;
        var ticket = answer.Ticket!;
        if (!connection.Rules.Allow(ticket.BrandId, ticket.GroupId, ticket.TicketFormId))
        {
            return new Failure(FailureCode.ZendeskForbidden);
        }

        if (ticket.UpdatedAt is not { Length: > 0 } stamp || Status(ticket.Status) is not { } status)
        {
            return new Failure(FailureCode.ZendeskAnswerUnreadable);
        }

        var people = new TicketPeople(ticket, connection.OwnUserId);
        people.Know(answer.Users);
        var comments = await ReadCommentsAsync(organization, ticketId, people, cancellationToken);
        if (!comments.Succeeded)
        {
            return comments.Failure;
        }

        foreach (var missing in people.Unknown().Chunk(100))
        {
            var users = await client.ShowUsersAsync(organization, missing, cancellationToken);
            if (!users.Succeeded)
            {
                return users.Failure;
            }

            people.Know(users.Value.Users);
        }

        return new Ticket(ticketId, stamp, status, new PersonalText(ticket.Subject ?? ""), comments.Value, people.List())
        {
            Tags = ticket.Tags ?? [],
            AnsweredByRaum = connection.OwnUserId is { } own && comments.Value is [.., { AuthorId: var last }] && last == own,
        };
    }

    public async Task<Outcome<Done>> CheckVisibleAsync(
        OrganizationId organization,
        long ticketId,
        long agent,
        CancellationToken cancellationToken
    )
    {
        var shown = await client.ShowTicketAsync(organization, ticketId, cancellationToken);
        return shown.Succeeded
            ? await new AgentSight(client).CheckAsync(organization, shown.Value.Answer.Ticket!, agent, cancellationToken)
            : shown.Failure;
    }

    public async Task<Outcome<ReadOnlyMemory<byte>>> ReadFileAsync(
        OrganizationId organization,
        TicketFile file,
        int maxBytes,
        CancellationToken cancellationToken
    ) =>
        file.Address is { } address
            ? await client.DownloadAsync(organization, address, maxBytes, cancellationToken)
            : new Failure(FailureCode.ZendeskAnswerUnreadable);

    private async Task<Outcome<IReadOnlyList<TicketComment>>> ReadCommentsAsync(
        OrganizationId organization,
        long ticketId,
        TicketPeople people,
        CancellationToken cancellationToken
    )
    {
        var comments = new List<TicketComment>();
        string? cursor = null;
        for (var page = 0; page < _options.MaxCommentPages; page++)
        {
            var answer = await client.ListCommentsAsync(organization, ticketId, cursor, cancellationToken);
            if (!answer.Succeeded)
            {
                return answer.Failure;
            }

            people.Know(answer.Value.Users);
            foreach (var wire in answer.Value.Comments ?? [])
            {
                people.Wrote(wire.AuthorId);
                comments.Add(Comment(wire));
            }

            cursor = answer.Value.Meta is { HasMore: true, AfterCursor: { Length: > 0 } after } ? after : null;
            if (cursor is null)
            {
                return comments.OrderBy(comment => comment.CreatedAt).ToList();
            }
        }

        return new Failure(FailureCode.TooLarge);
    }

    // What is not said to be public is internal: the safe side (FLOW-12).
    private static TicketComment Comment(CommentWire wire) =>
        new(
            wire.Id,
            wire.AuthorId ?? 0,
            wire.Public ?? false,
            new PersonalText(wire.PlainBody ?? wire.Body ?? ""),
            wire.CreatedAt ?? DateTimeOffset.UnixEpoch,
            wire.Attachments is { Count: > 0 } files ? [.. files.Select(File)] : null
        );

    private static TicketFile File(AttachmentWire wire) =>
        new(wire.Id, Uri.TryCreate(wire.ContentUrl, UriKind.Absolute, out var address) ? address : null, wire.ContentType);

    private static TicketStatus? Status(string? status) =>
        status switch
        {
            "new" => TicketStatus.New,
            "open" => TicketStatus.Open,
            "pending" => TicketStatus.Pending,
            "hold" => TicketStatus.Hold,
            "solved" => TicketStatus.Solved,
            "closed" => TicketStatus.Closed,
            _ => null,
        };
}
