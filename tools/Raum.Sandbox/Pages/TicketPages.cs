using System.Globalization;
using Raum.Testing.Zendesk;

namespace Raum.Sandbox.Pages;

/// <summary>The list of tickets with the form for a new one, and one ticket's conversation.</summary>
internal sealed class TicketPages(ZendeskDesk desk, TimeProvider clock)
{
    // After this long no answer is on its way any more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public IResult List(string? sample)
    {
        var tickets = desk.Tickets;
        var rows =
            tickets.Count == 0 ? Html.Of($"""<div class="empty">No tickets yet. Open one on the right.</div>""") : Html.Each(tickets, Row);
        return Layout.Page(
            "Tickets",
            "/",
            Html.Of(
                $"""
                <div class="columns">
                <section><h1>Tickets</h1><p class="sub">{tickets.Count} in this account. A new one sends a signed webhook to Raum.</p>
                <div class="card flush">{rows}</div></section>
                <aside><div class="card"><h2>Open a ticket</h2>{Form(sample)}</div></aside>
                </div>
                """
            )
        );
    }

    public IResult Show(long id)
    {
        if (desk.Find(id) is not { } ticket)
        {
            return Layout.NotFound();
        }

        var waiting = IsWaiting(ticket);
        var last = waiting
            ? Html.Of(
                $"""<p class="wait">Waiting for an answer … this page looks again by itself. A draft may be waiting for somebody’s approval in Raum.</p>"""
            )
            : ReplyForm(ticket);
        return Layout.Page(
            ticket.Subject,
            "",
            Html.Of(
                $"""
                <div class="columns">
                <section><h1>{ticket.Subject}</h1><p class="sub">Ticket {ticket.Id} · <span class="badge {ticket.Status}">{ticket.Status}</span></p>
                {Html.Each(ticket.Comments, comment => Message(ticket, comment))}{last}</section>
                <aside><div class="card"><h2>People</h2><dl>{People(ticket)}</dl></div>{Tags(ticket)}{Mails(ticket)}</aside>
                </div>
                """
            ),
            waiting ? 3 : null
        );
    }

    private bool IsWaiting(DeskTicket ticket) =>
        ticket.Comments[^1] is var last
        && last.AuthorId == ticket.RequesterId
        && clock.GetUtcNow() - last.CreatedAt < Patience
        && desk.Options.WebhookUrl is not null;

    private Html Row(DeskTicket ticket) =>
        Html.Of(
            $"""
            <a class="row" href="/tickets/{ticket.Id}">
            <span class="what">{ticket.Subject}</span><span><span class="badge {ticket.Status}">{ticket.Status}</span></span>
            <span class="who">{Name(ticket.RequesterId)} · {ticket.Comments.Count} {(
                ticket.Comments.Count == 1 ? "message" : "messages"
            )}</span>
            <span class="when">{Time(ticket.UpdatedAt)}</span>
            </a>
            """
        );

    private Html Message(DeskTicket ticket, DeskComment comment)
    {
        var staff = desk.User(comment.AuthorId)?.IsStaff == true;
        var (kind, label) = (comment.Public, staff) switch
        {
            (false, _) => ("note", "Internal note"),
            (true, true) => ("reply", "Public reply"),
            _ => ("", comment == ticket.Comments[0] ? "Opened the ticket" : "Answered"),
        };
        return Html.Of(
            $"""
            <article class="message {kind}">
            <div class="head"><b>{Name(comment.AuthorId)}</b><span class="badge">{label}</span><span class="when">{Time(
                comment.CreatedAt
            )}</span></div>
            <div>{Html.Lines(comment.Body)}</div>
            </article>
            """
        );
    }

    private Html People(DeskTicket ticket)
    {
        var people = ticket.CcIds.Select(id => ("Copied in", id)).Prepend(("Requester", ticket.RequesterId)).ToList();
        if (ticket.AssigneeId is { } assignee)
        {
            people.Add(("Assignee", assignee));
        }

        return Html.Each(
            people,
            entry =>
                desk.User(entry.Item2) is { } user
                    ? Html.Of($"<div><dt>{entry.Item1}</dt><dd>{user.Name}<br>{user.Email}{Phone(user)}</dd></div>")
                    : Html.Empty
        );
    }

    private static Html Phone(DeskUser user) => user.Phone is { } phone ? Html.Of($"<br>{phone}") : Html.Empty;

    private static Html Tags(DeskTicket ticket) =>
        ticket.Tags.Count == 0
            ? Html.Empty
            : Html.Of(
                $"""<div class="card tags"><h2>Tags</h2>{Html.Each(ticket.Tags, tag => Html.Of($"<span class=\"badge\">{tag}</span>"))}</div>"""
            );

    private Html Mails(DeskTicket ticket)
    {
        var count = desk.Mails.Count(mail => mail.TicketId == ticket.Id);
        return count == 0
            ? Html.Empty
            : Html.Of(
                $"""<div class="card"><h2>Outgoing mail</h2><a href="/mail">{count} {(count == 1 ? "mail" : "mails")} sent for this ticket</a></div>"""
            );
    }

    private static Html ReplyForm(DeskTicket ticket) =>
        ticket.Status == "closed"
            ? Html.Empty
            : Html.Of(
                $"""
                <form class="card reply-form" method="post" action="/tickets/{ticket.Id}/replies">
                <label>Answer as the customer<textarea name="text" required maxlength="20000"></textarea></label>
                <button>Send</button>
                </form>
                """
            );

    private static Html Form(string? sample)
    {
        var filled = SampleTickets.All.FirstOrDefault(ticket => ticket.Subject == sample) ?? SampleTickets.English;
        var links = Html.Each(
            SampleTickets.All,
            ticket => Html.Of($"""<br><a href="/?sample={Uri.EscapeDataString(ticket.Subject)}">{ticket.Subject}</a>""")
        );
        return Html.Of(
            $"""
            <p class="samples">Fill in an example:{links}</p>
            <form method="post" action="/tickets">
            <label>Subject<input name="subject" required maxlength="200" value="{filled.Subject}"></label>
            <label>Customer<input name="name" required maxlength="100" value="{filled.RequesterName}"></label>
            <label>E-mail<input name="email" type="email" required maxlength="200" value="{filled.RequesterEmail}"></label>
            <label>Phone<input name="phone" maxlength="40" value="{filled.RequesterPhone}"></label>
            <label>Copied in<input name="cc" maxlength="300" placeholder="Name &lt;address@example.org&gt;" value="{Copied(
                filled
            )}"></label>
            <label>Message<textarea name="text" required maxlength="20000">
            {filled.Text}</textarea></label>
            <button>Open ticket</button>
            </form>
            """
        );
    }

    private static string Copied(NewTicket ticket) => ticket.Ccs is [var first, ..] ? $"{first.Name} <{first.Email}>" : "";

    private string Name(long userId) => desk.User(userId)?.Name ?? "Unknown";

    private static string Time(DateTimeOffset time) => time.ToString("d MMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
