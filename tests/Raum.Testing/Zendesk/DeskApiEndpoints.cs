using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Raum.Testing.Zendesk;

/// <summary>The REST calls under <c>/api/v2</c>. Who may call, limits and faults are <see cref="DeskGate"/>'s.</summary>
internal static class DeskApiEndpoints
{
    public static void MapDeskApi(this IEndpointRouteBuilder routes, ZendeskDesk desk)
    {
        var api = routes.MapGroup("/api/v2");
        api.MapGet("/users/me.json", () => Results.Json(new JsonObject { ["user"] = DeskJson.User(desk.ApiUser) }));
        api.MapGet("/users/show_many.json", (string ids) => ShowMany(desk, ids));
        api.MapGet(
            "/users/{id:long}.json",
            (long id) => desk.User(id) is { } user ? Results.Json(new JsonObject { ["user"] = DeskJson.User(user) }) : NotFound()
        );
        api.MapGet("/users/{id:long}/group_memberships.json", (long id) => Memberships(desk.User(id), "group", user => user.GroupIds));
        api.MapGet(
            "/users/{id:long}/organization_memberships.json",
            (long id) => Memberships(desk.User(id), "organization", user => user.OrganizationIds)
        );
        api.MapGet("/groups/{id:long}.json", (long id) => Group(desk, id));
        api.MapGet("/custom_roles/{id:long}.json", (long id) => Role(desk, id));
        api.MapGet("/tickets/{id:long}.json", (long id, string? include) => ShowTicket(desk, id, include));
        api.MapGet(
            "/tickets/{id:long}/comments.json",
            (HttpRequest request, long id, string? include) => Comments(desk, request, id, include)
        );
        api.MapGet("/tickets/{id:long}/audits.json", (HttpRequest request, long id) => Audits(desk, request, id));
        routes.MapGet("/attachments/token/{id:long}", (HttpRequest request, long id) => OpenFile(desk, request, id));
        routes.MapGet("/files/{id:long}", (HttpRequest request, long id) => SignedFile(desk, request, id));
        api.MapPut("/tickets/{id:long}.json", (HttpContext context, long id) => UpdateAsync(desk, context, id));
    }

    internal static IResult NotFound() =>
        Results.Json(
            new JsonObject { ["error"] = "RecordNotFound", ["description"] = "Not found" },
            statusCode: StatusCodes.Status404NotFound
        );

    private static IResult Memberships(DeskUser? user, string of, Func<DeskUser, IReadOnlyList<long>> ids) =>
        user is null
            ? NotFound()
            : Results.Json(
                new JsonObject
                {
                    [$"{of}_memberships"] = new JsonArray([
                        .. ids(user)
                            .Select(id => new JsonObject
                            {
                                ["id"] = id + 7,
                                ["user_id"] = user.Id,
                                [$"{of}_id"] = id,
                                ["default"] = false,
                            }),
                    ]),
                    ["meta"] = new JsonObject { ["has_more"] = false },
                }
            );

    private static IResult Group(ZendeskDesk desk, long id) =>
        desk.IsPublicGroup(id) is { } isPublic
            ? Results.Json(
                new JsonObject
                {
                    ["group"] = new JsonObject
                    {
                        ["id"] = id,
                        ["name"] = "Support",
                        ["is_public"] = isPublic,
                        ["deleted"] = false,
                    },
                }
            )
            : NotFound();

    private static IResult Role(ZendeskDesk desk, long id) =>
        desk.Role(id) is { } role
            ? Results.Json(
                new JsonObject
                {
                    ["custom_role"] = new JsonObject
                    {
                        ["id"] = id,
                        ["name"] = "Team",
                        ["configuration"] = new JsonObject { ["ticket_access"] = role.TicketAccess, ["ticket_editing"] = true },
                    },
                }
            )
            : NotFound();

    private static IResult ShowMany(ZendeskDesk desk, string ids)
    {
        var wanted = ids.Split(',').Select(long.Parse).ToList();
        return wanted.Count > 100
            ? Results.BadRequest()
            : Results.Json(new JsonObject { ["users"] = Users(desk, wanted), ["count"] = wanted.Count });
    }

    private static IResult ShowTicket(ZendeskDesk desk, long id, string? include)
    {
        if (desk.Find(id) is not { } ticket)
        {
            return NotFound();
        }

        var answer = new JsonObject { ["ticket"] = DeskJson.Ticket(ticket) };
        if (include == "users")
        {
            answer["users"] = Users(desk, [ticket.RequesterId, .. ticket.CcIds, ticket.AssigneeId ?? 0]);
        }

        return Results.Json(answer);
    }

    private static IResult Comments(ZendeskDesk desk, HttpRequest request, long id, string? include)
    {
        if (desk.Find(id) is not { } ticket)
        {
            return NotFound();
        }

        var audits = ticket.Audits.ToDictionary(audit => audit.Id);
        var (page, meta) = Page(request, ticket.Comments);
        var answer = new JsonObject
        {
            ["comments"] = new JsonArray([
                .. page.Select(comment =>
                    DeskJson.Comment(comment, audits.GetValueOrDefault(comment.AuditId), $"{request.Scheme}://{request.Host}")
                ),
            ]),
            ["meta"] = meta,
        };
        if (include == "users")
        {
            answer["users"] = Users(desk, page.Select(comment => comment.AuthorId));
        }

        return Results.Json(answer);
    }

    /// <summary>An account with private attachments: who may not read tickets gets none, and the file is at another address.</summary>
    private static IResult OpenFile(ZendeskDesk desk, HttpRequest request, long id) =>
        desk.Faults.Take(request.Method, request.Path) is not null ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
        : desk.Tokens.Check(request.Headers.Authorization) is null ? Results.Unauthorized()
        : desk.FileOf(id) is null ? NotFound()
        : Results.Redirect($"/files/{id}?signature=3f1a");

    /// <summary>The host of files: a signed link, and no business of its to see a token.</summary>
    private static IResult SignedFile(ZendeskDesk desk, HttpRequest request, long id) =>
        request.Headers.Authorization.Count > 0 || request.Query["signature"] != "3f1a" ? Results.BadRequest()
        : desk.FileOf(id) is { } file ? Results.Bytes(file.Bytes, file.ContentType)
        : NotFound();

    private static IResult Audits(ZendeskDesk desk, HttpRequest request, long id)
    {
        if (desk.Find(id) is not { } ticket)
        {
            return NotFound();
        }

        var (page, meta) = Page(request, ticket.Audits);
        return Results.Json(new JsonObject { ["audits"] = new JsonArray([.. page.Select(DeskJson.Audit)]), ["meta"] = meta });
    }

    private static async Task<IResult> UpdateAsync(ZendeskDesk desk, HttpContext context, long id)
    {
        using var reader = new StreamReader(context.Request.Body);
        var (update, stamp, error) = DeskUpdateReader.Read(await reader.ReadToEndAsync());
        if (desk.Find(id) is not { } ticket)
        {
            return NotFound();
        }

        if (update is null)
        {
            return Invalid("base", error!);
        }

        if (ticket.Status == "closed")
        {
            return Invalid("status", "Status: closed prevents ticket update");
        }

        if (stamp is not null && stamp != DeskJson.Time(ticket.UpdatedAt))
        {
            return Results.Json(
                new JsonObject { ["error"] = "UpdateConflict", ["description"] = "Safe Update prevented the update" },
                statusCode: StatusCodes.Status409Conflict
            );
        }

        var (updated, audit) = desk.Update(id, DeskGate.UserOf(context), update);
        return Results.Json(new JsonObject { ["ticket"] = DeskJson.Ticket(updated), ["audit"] = DeskJson.Audit(audit) });
    }

    private static IResult Invalid(string field, string description) =>
        Results.Json(
            new JsonObject
            {
                ["error"] = "RecordInvalid",
                ["description"] = "Record validation errors",
                ["details"] = new JsonObject { [field] = new JsonArray(new JsonObject { ["description"] = description }) },
            },
            statusCode: StatusCodes.Status422UnprocessableEntity
        );

    private static (List<T> Page, JsonObject Meta) Page<T>(HttpRequest request, IReadOnlyList<T> all)
    {
        var size = int.TryParse(request.Query["page[size]"], out var wanted) ? Math.Clamp(wanted, 1, 100) : 100;
        var start = int.TryParse(request.Query["page[after]"], out var after) ? after : 0;
        var page = all.Skip(start).Take(size).ToList();
        var more = start + page.Count < all.Count;
        return (page, new JsonObject { ["has_more"] = more, ["after_cursor"] = more ? $"{start + page.Count}" : null });
    }

    private static JsonArray Users(ZendeskDesk desk, IEnumerable<long> ids) =>
        new([.. ids.Distinct().Select(desk.User).OfType<DeskUser>().Select(DeskJson.User)]);
}
