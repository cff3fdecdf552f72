using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Raum.Testing.Zendesk;

/// <summary>Reads the body of <c>PUT tickets/{id}.json</c> and refuses what a careful client never sends.</summary>
internal static partial class DeskUpdateReader
{
    private static readonly string[] Statuses = ["new", "open", "pending", "hold", "solved"];

    // Not additional_tags: Zendesk takes it in bulk updates only.
    private static readonly string[] TicketFields = ["comment", "status", "safe_update", "updated_stamp", "metadata", "tags"];

    /// <returns>The update and its lock, or the <c>details</c> of a 422.</returns>
    public static (DeskUpdate? Update, string? Stamp, string? Error) Read(string body)
    {
        JsonElement ticket;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("ticket", out ticket))
            {
                return (null, null, "ticket is missing");
            }

            ticket = ticket.Clone();
        }
        catch (JsonException)
        {
            return (null, null, "not JSON");
        }

        if (
            ticket.EnumerateObject().FirstOrDefault(field => !TicketFields.Contains(field.Name)) is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown
        )
        {
            return (null, null, $"unknown field {unknown.Name}");
        }

        var (comment, commentError) = ReadComment(ticket);
        if (commentError is not null)
        {
            return (null, null, commentError);
        }

        var status = Text(ticket, "status");
        if (status is not null && !Statuses.Contains(status))
        {
            return (null, null, "status is not one of Zendesk's");
        }

        var (stamp, lockError) = ReadLock(ticket);
        return lockError is not null
            ? (null, null, lockError)
            : (new DeskUpdate(comment, status, ReadTags(ticket), ReadMetadata(ticket)), stamp, null);
    }

    private static (DeskCommentUpdate?, string?) ReadComment(JsonElement ticket)
    {
        if (!ticket.TryGetProperty("comment", out var comment))
        {
            return (null, null);
        }

        if (comment.EnumerateObject().Any(field => field.Name is not ("body" or "html_body" or "public")))
        {
            return (null, "comment has an unknown field");
        }

        if (!comment.TryGetProperty("public", out var isPublic) || isPublic.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return (null, "comment.public is not explicit: it would be true and mail the customer");
        }

        var (body, html) = (Text(comment, "body"), Text(comment, "html_body"));
        if ((body is null) == (html is null) || string.IsNullOrWhiteSpace(body ?? html))
        {
            return (null, "comment needs exactly one of body and html_body");
        }

        var text =
            body ?? WebUtility.HtmlDecode(Tag().Replace(LineBreak().Replace(ParagraphEnd().Replace(html!, "\n\n"), "\n"), "")).Trim();
        return (new DeskCommentUpdate(text, html ?? ZendeskDesk.ToHtml(text), isPublic.GetBoolean()), null);
    }

    private static (string?, string?) ReadLock(JsonElement ticket)
    {
        var safe = ticket.TryGetProperty("safe_update", out var flag) && flag.ValueKind == JsonValueKind.True;
        var stamp = Text(ticket, "updated_stamp");
        return safe == (stamp is not null) ? (stamp, null) : (null, "safe_update and updated_stamp go together");
    }

    private static List<string>? ReadTags(JsonElement ticket) =>
        ticket.TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)] : null;

    private static Dictionary<string, string> ReadMetadata(JsonElement ticket) =>
        ticket.TryGetProperty("metadata", out var metadata)
            ? metadata.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString())
            : [];

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    [GeneratedRegex("</p>\\s*", RegexOptions.CultureInvariant)]
    private static partial Regex ParagraphEnd();

    [GeneratedRegex("<br ?/?>", RegexOptions.CultureInvariant)]
    private static partial Regex LineBreak();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
