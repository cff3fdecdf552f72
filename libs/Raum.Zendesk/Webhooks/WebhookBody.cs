using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Raum.Core;

namespace Raum.Zendesk;

/// <summary>Reads both body models of Zendesk's webhooks: event subscriptions and triggers.</summary>
/// <remarks>
/// Source: Zendesk, "Anatomy of a webhook request" and "Webhook event types". Lenient in what it finds (fields differ by event type and account, ids come
/// as strings or numbers), strict in form: UTF-8, one JSON object, at most <see cref="MaxDepth"/> levels.
/// Call it on signed bodies only.
/// </remarks>
public static class WebhookBody
{
    /// <summary>Levels of nesting that are read; Zendesk's own bodies have six.</summary>
    public const int MaxDepth = 32;

    private const int MaxEventIdLength = 64;
    private const string TypePrefix = "zen:event-type:";
    private const string TicketSubjectPrefix = "zen:ticket:";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <returns><see cref="FailureCode.InvalidRequest"/> for anything but a JSON object in UTF-8, and for a trigger that names no ticket.</returns>
    public static Outcome<WebhookEvent> Parse(ReadOnlyMemory<byte> body)
    {
        // The JSON reader does not look into strings that nobody asks for.
        if (!Utf8.IsValid(body.Span))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        try
        {
            using var document = JsonDocument.Parse(body, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return new Failure(FailureCode.InvalidRequest);
            }

            return Text(root, "type") is { } type && type.StartsWith(TypePrefix, StringComparison.Ordinal)
                ? ReadEvent(root, type[TypePrefix.Length..])
                : ReadTrigger(root);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second: an escape that is half of a character, such as "\ud800".
            return new Failure(FailureCode.InvalidRequest);
        }
    }

    private static WebhookEvent ReadEvent(JsonElement root, string type)
    {
        var detail = Child(root, "detail");
        var comment = Child(Child(root, "event"), "comment");
        var author = Child(comment, "author");
        var isTicket = type.StartsWith("ticket.", StringComparison.Ordinal);
        var ticketId = isTicket ? Id(detail, "id") ?? SubjectTicket(root) : null;
        return new WebhookEvent(
            ticketId is null ? WebhookEventKind.Other : Kind(type),
            ticketId,
            Id(root, "account_id"),
            Id(detail, "actor_id"),
            Id(author, "id") ?? Id(comment, "author_id"),
            Flag(author, "is_staff"),
            Text(root, "id") is { Length: > 0 and <= MaxEventIdLength } eventId ? eventId : null
        );
    }

    private static Outcome<WebhookEvent> ReadTrigger(JsonElement root)
    {
        var ticket = Child(root, "ticket");
        if ((Id(root, "ticket_id") ?? Id(ticket, "id") ?? Id(root, "id")) is not { } ticketId)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        return new WebhookEvent(
            WebhookEventKind.Trigger,
            ticketId,
            Id(root, "account_id"),
            Id(root, "actor_id") ?? Id(root, "current_user_id"),
            Operation: Operation(Text(root, "operation"))
        );
    }

    private static WebhookEventKind Kind(string type) =>
        type switch
        {
            "ticket.created" => WebhookEventKind.TicketCreated,
            "ticket.comment_added" => WebhookEventKind.CommentAdded,
            _ => WebhookEventKind.TicketChanged,
        };

    private static AiOperation? Operation(string? name) =>
        // Numbers and lists parse as enums too, and are not names.
        name is not null
        && name.All(char.IsAsciiLetter)
        && Enum.TryParse<AiOperation>(name, ignoreCase: true, out var operation)
            ? operation
            : null;

    private static long? SubjectTicket(JsonElement root) =>
        Text(root, "subject") is { } subject && subject.StartsWith(TicketSubjectPrefix, StringComparison.Ordinal)
            ? PositiveNumber(subject[TicketSubjectPrefix.Length..])
            : null;

    private static JsonElement Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : default;

    private static string? Text(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static bool? Flag(JsonElement parent, string name) =>
        Child(parent, name).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    private static long? Id(JsonElement parent, string name) =>
        Child(parent, name) switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) && value > 0 => value,
            { ValueKind: JsonValueKind.String } text => PositiveNumber(text.GetString()),
            _ => null,
        };

    private static long? PositiveNumber(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : null;
}
