using System.Net.Mail;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Raum.Sandbox.Pages;
using Raum.Testing.Zendesk;

namespace Raum.Sandbox;

/// <summary>The pages for people and the JSON for scripts, beside the pretend REST API.</summary>
internal static class SandboxEndpoints
{
    private const string ContentPolicy =
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly string Style = ReadStyle();

    public static void Map(WebApplication app, ZendeskDesk desk, DeskWebhooks webhooks, string? outbox)
    {
        var pages = new TicketPages(desk, desk.Options.Clock);
        app.Use(ProtectAsync);
        app.MapGet("/", (string? sample) => pages.List(sample));
        app.MapGet("/tickets/{id:long}", (long id) => pages.Show(id));
        app.MapGet("/mail", () => LogPages.Mail(desk));
        app.MapGet("/outbox", () => OutboxPage.Show(outbox));
        app.MapGet("/webhooks", () => LogPages.Webhooks(desk, webhooks));
        app.MapGet("/sandbox.css", () => Results.Text(Style, "text/css"));
        app.MapPost("/tickets", ([FromForm] TicketForm form) => Open(desk, form)).DisableAntiforgery();
        app.MapPost("/tickets/{id:long}/replies", (long id, [FromForm] string text) => Reply(desk, id, text)).DisableAntiforgery();

        app.MapPost("/sandbox/tickets", (NewTicket ticket) => Results.Json(new { desk.OpenTicket(ticket).Id }));
        app.MapGet(
            "/sandbox/tickets/{id:long}",
            (long id) => desk.Find(id) is { } ticket ? Results.Json(View(desk, webhooks, ticket)) : Results.NotFound()
        );
    }

    /// <summary>Pages may not be framed, load anything, or be posted to from another site.</summary>
    private static Task ProtectAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        if (
            HttpMethods.IsPost(context.Request.Method)
            && context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
        )
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    }

    private static IResult Open(ZendeskDesk desk, TicketForm form)
    {
        if (
            string.IsNullOrWhiteSpace(form.Subject)
            || string.IsNullOrWhiteSpace(form.Text)
            || string.IsNullOrWhiteSpace(form.Name)
            || string.IsNullOrWhiteSpace(form.Email)
        )
        {
            return Results.Redirect("/");
        }

        var phone = string.IsNullOrWhiteSpace(form.Phone) ? null : form.Phone;
        IReadOnlyList<NewPerson>? ccs = MailAddress.TryCreate(form.Cc, out var cc) ? [new NewPerson(cc.DisplayName, cc.Address)] : null;
        var ticket = desk.OpenTicket(
            new NewTicket(form.Subject, form.Text.ReplaceLineEndings("\n").Trim(), form.Name, form.Email, phone, ccs)
        );
        return Results.Redirect($"/tickets/{ticket.Id}", preserveMethod: false);
    }

    private static IResult Reply(ZendeskDesk desk, long id, string text)
    {
        if (desk.Find(id) is not { Status: not "closed" } ticket)
        {
            return Results.Redirect("/");
        }

        if (!string.IsNullOrWhiteSpace(text))
        {
            desk.AddComment(id, ticket.RequesterId, text.ReplaceLineEndings("\n").Trim());
        }

        return Results.Redirect($"/tickets/{id}");
    }

    private static object View(ZendeskDesk desk, DeskWebhooks webhooks, DeskTicket ticket) =>
        new
        {
            ticket.Id,
            ticket.Subject,
            ticket.Status,
            ticket.Tags,
            Comments = ticket.Comments.Select(comment => new
            {
                comment.Id,
                Author = desk.User(comment.AuthorId)?.Name,
                ByRaum = comment.AuthorId == desk.ApiUser.Id,
                comment.Public,
                Text = comment.Body,
                comment.CreatedAt,
            }),
            Mails = desk
                .Mails.Where(mail => mail.TicketId == ticket.Id)
                .Select(mail => new
                {
                    mail.To,
                    mail.Subject,
                    mail.Text,
                    mail.SentAt,
                }),
            Webhooks = webhooks
                .Attempts.Where(attempt => attempt.TicketId == ticket.Id)
                .Select(attempt => new
                {
                    attempt.Attempt,
                    attempt.Status,
                    attempt.Answer,
                }),
        };

    private static string ReadStyle()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("sandbox.css")!);
        return reader.ReadToEnd();
    }

    private sealed record TicketForm(string? Subject, string? Name, string? Email, string? Phone, string? Cc, string? Text);
}
