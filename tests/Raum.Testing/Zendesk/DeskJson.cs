using System.Globalization;
using System.Text.Json.Nodes;

namespace Raum.Testing.Zendesk;

/// <summary>Zendesk's JSON of tickets, comments, audits and users, with fields that Raum does not read among them.</summary>
internal static class DeskJson
{
    public static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonObject Ticket(DeskTicket ticket) =>
        new()
        {
            ["url"] = $"https://desk.zendesk.com/api/v2/tickets/{ticket.Id}.json",
            ["id"] = ticket.Id,
            ["external_id"] = null,
            ["via"] = new JsonObject
            {
                ["channel"] = "email",
                ["source"] = new JsonObject
                {
                    ["from"] = new JsonObject(),
                    ["to"] = new JsonObject(),
                    ["rel"] = null,
                },
            },
            ["created_at"] = Time(ticket.CreatedAt),
            ["updated_at"] = Time(ticket.UpdatedAt),
            ["type"] = null,
            ["subject"] = ticket.Subject,
            ["raw_subject"] = ticket.Subject,
            ["description"] = ticket.Comments[0].Body,
            ["priority"] = null,
            ["status"] = ticket.Status,
            ["requester_id"] = ticket.RequesterId,
            ["submitter_id"] = ticket.RequesterId,
            ["assignee_id"] = ticket.AssigneeId,
            ["organization_id"] = ticket.OrganizationId,
            ["group_id"] = ticket.GroupId,
            ["collaborator_ids"] = Numbers(ticket.CcIds),
            ["follower_ids"] = new JsonArray(),
            ["email_cc_ids"] = Numbers(ticket.CcIds),
            ["brand_id"] = ticket.BrandId,
            ["ticket_form_id"] = ticket.FormId,
            ["custom_fields"] = new JsonArray(),
            ["tags"] = new JsonArray([.. ticket.Tags.Select(tag => (JsonNode)tag)]),
            ["satisfaction_rating"] = new JsonObject { ["score"] = "unoffered" },
            ["allow_channelback"] = false,
        };

    /// <param name="desk">The address of the desk, without a slash at its end.</param>
    public static JsonObject Comment(DeskComment comment, DeskAudit? audit, string desk) =>
        new()
        {
            ["id"] = comment.Id,
            ["type"] = "Comment",
            ["author_id"] = comment.AuthorId,
            ["body"] = comment.Body,
            ["html_body"] = $"<div class=\"zd-comment\" dir=\"auto\">{comment.HtmlBody}</div>",
            ["plain_body"] = comment.Body,
            ["public"] = comment.Public,
            ["attachments"] = new JsonArray([.. comment.Files.Select(file => (JsonNode)File(file, desk))]),
            ["audit_id"] = comment.AuditId,
            ["via"] = new JsonObject { ["channel"] = "api" },
            ["created_at"] = Time(comment.CreatedAt),
            ["metadata"] = Metadata(audit),
        };

    private static JsonObject File(DeskFile file, string desk) =>
        new()
        {
            ["url"] = $"{desk}/api/v2/attachments/{file.Id}.json",
            ["id"] = file.Id,
            ["file_name"] = file.Name,
            ["content_url"] = file.Address ?? $"{desk}/attachments/token/{file.Id}/?name={Uri.EscapeDataString(file.Name)}",
            ["content_type"] = file.ContentType,
            ["size"] = file.Bytes.Length,
            ["inline"] = false,
            ["deleted"] = false,
            ["thumbnails"] = new JsonArray(),
        };

    public static JsonObject Audit(DeskAudit audit)
    {
        var events = new JsonArray();
        if (audit.CommentId is { } comment)
        {
            events.Add(new JsonObject { ["id"] = comment, ["type"] = "Comment" });
        }

        if (audit.NewStatus is { } status)
        {
            events.Add(
                new JsonObject
                {
                    ["id"] = audit.Id + 1_000_000,
                    ["type"] = "Change",
                    ["field_name"] = "status",
                    ["value"] = status,
                }
            );
        }

        return new JsonObject
        {
            ["id"] = audit.Id,
            ["ticket_id"] = audit.TicketId,
            ["created_at"] = Time(audit.CreatedAt),
            ["author_id"] = audit.AuthorId,
            ["metadata"] = Metadata(audit),
            ["events"] = events,
            ["via"] = new JsonObject { ["channel"] = "api" },
        };
    }

    public static JsonObject User(DeskUser user) =>
        new()
        {
            ["id"] = user.Id,
            ["url"] = $"https://desk.zendesk.com/api/v2/users/{user.Id}.json",
            ["name"] = user.Name,
            ["email"] = user.Email,
            ["phone"] = user.Phone,
            ["role"] = user.Role,
            ["active"] = user.Active,
            ["locale"] = "en-US",
            ["time_zone"] = "Europe/Berlin",
            ["suspended"] = user.Suspended,
            ["ticket_restriction"] = user.TicketRestriction,
            ["custom_role_id"] = user.CustomRoleId,
            ["photo"] = null,
        };

    private static JsonObject Metadata(DeskAudit? audit)
    {
        var custom = new JsonObject();
        foreach (var (name, value) in audit?.Custom ?? new Dictionary<string, string>())
        {
            custom[name] = value;
        }

        return new JsonObject
        {
            ["system"] = new JsonObject { ["client"] = "fake", ["ip_address"] = "192.0.2.7" },
            ["custom"] = custom,
        };
    }

    private static JsonArray Numbers(IEnumerable<long> ids) => new([.. ids.Select(id => (JsonNode)id)]);
}
