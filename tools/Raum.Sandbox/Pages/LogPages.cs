using System.Globalization;
using Raum.Testing.Zendesk;

namespace Raum.Sandbox.Pages;

/// <summary>What left the desk: mail to customers, and webhooks to Raum.</summary>
internal static class LogPages
{
    private const int Shown = 100;

    public static IResult Mail(ZendeskDesk desk)
    {
        var mails = desk.Mails.Reverse().Take(Shown).ToList();
        var list =
            mails.Count == 0
                ? Html.Of(
                    $"""<div class="card empty">Nothing was sent. A public reply mails the requester and everyone who is copied in.</div>"""
                )
                : Html.Each(
                    mails,
                    mail =>
                        Html.Of(
                            $"""
                            <article class="message">
                            <div class="head"><b>{mail.Subject}</b><span class="badge">to {mail.To}</span><span class="when"><a href="/tickets/{mail.TicketId}">Ticket {mail.TicketId}</a> · {Time(
                                mail.SentAt
                            )}</span></div>
                            <div>{Html.Lines(mail.Text)}</div>
                            </article>
                            """
                        )
                );
        return Layout.Page(
            "Outgoing mail",
            "/mail",
            Html.Of($"""<h1>Outgoing mail</h1><p class="sub">What customers got, newest first.</p>{list}""")
        );
    }

    public static IResult Webhooks(ZendeskDesk desk, DeskWebhooks webhooks)
    {
        var attempts = webhooks.Attempts.Reverse().Take(Shown).ToList();
        var target = desk.Options.WebhookUrl?.ToString() ?? "nowhere: set --raum-webhook-url";
        var list =
            attempts.Count == 0
                ? Html.Of($"""<div class="empty">None yet.</div>""")
                : Html.Each(
                    attempts,
                    attempt =>
                        Html.Of(
                            $"""
                            <a class="row" href="/tickets/{attempt.TicketId}">
                            <span class="what">Ticket {attempt.TicketId}, attempt {attempt.Attempt}</span>
                            <span><span class="badge {(attempt.Status is >= 200 and < 300 ? "good" : "bad")}">{(
                                attempt.Status == 0 ? "no answer" : attempt.Status.ToString(CultureInfo.InvariantCulture)
                            )}</span></span>
                            <span class="who">{attempt.Answer}</span><span class="when">{Time(attempt.At)}</span>
                            </a>
                            """
                        )
                );
        return Layout.Page(
            "Webhooks",
            "/webhooks",
            Html.Of(
                $"""<h1>Webhooks</h1><p class="sub">Signed and sent to {target}, newest first.</p><div class="card flush">{list}</div>"""
            )
        );
    }

    private static string Time(DateTimeOffset time) => time.ToString("d MMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
