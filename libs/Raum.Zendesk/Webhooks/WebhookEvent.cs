using Raum.Core;

namespace Raum.Zendesk;

/// <summary>What a webhook tells: ids and closed vocabularies. Its text is dropped while it is read (FLOW-2); the worker reads the ticket itself.</summary>
/// <param name="Kind">Which of the two body models, and what happened.</param>
/// <param name="TicketId">Null when the event is about something else than a ticket.</param>
/// <param name="AccountId">The Zendesk account that the body names, if it does.</param>
/// <param name="ActorId">Who caused the event, if the body names them.</param>
/// <param name="AuthorId">Who wrote the comment, for <see cref="WebhookEventKind.CommentAdded"/>.</param>
/// <param name="AuthorIsStaff">Whether the comment's author is an agent, if the body says so.</param>
/// <param name="EventId">Zendesk's id of the event; the same on a repeated delivery. Covered by the signature, unlike the headers.</param>
/// <param name="Operation">The operation that a trigger's template asks for with <c>"operation"</c>, if it does and Raum knows it.</param>
public sealed record WebhookEvent(
    WebhookEventKind Kind,
    long? TicketId,
    long? AccountId = null,
    long? ActorId = null,
    long? AuthorId = null,
    bool? AuthorIsStaff = null,
    string? EventId = null,
    AiOperation? Operation = null
);

public enum WebhookEventKind
{
    /// <summary>An event subscription of another kind than tickets, or of a type that Raum does not know.</summary>
    Other,

    /// <summary>Event subscription <c>ticket.created</c>.</summary>
    TicketCreated,

    /// <summary>Event subscription <c>ticket.comment_added</c>.</summary>
    CommentAdded,

    /// <summary>Any other event subscription of a ticket: a status, a tag, a field.</summary>
    TicketChanged,

    /// <summary>A trigger or an automation: the body is the customer's own template.</summary>
    Trigger,
}
