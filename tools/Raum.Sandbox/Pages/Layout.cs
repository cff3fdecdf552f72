namespace Raum.Sandbox.Pages;

/// <summary>The frame of every page. No script, nothing from elsewhere.</summary>
internal static class Layout
{
    public static IResult Page(string title, string current, Html content, int? refreshSeconds = null)
    {
        var refresh = refreshSeconds is { } seconds ? Html.Of($"""<meta http-equiv="refresh" content="{seconds}">""") : Html.Empty;
        var page = Html.Of(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            {refresh}
            <title>{title} · Pretend Zendesk</title>
            <link rel="stylesheet" href="/sandbox.css">
            <link rel="icon" href="data:,">
            </head>
            <body>
            <header>
              <a class="brand" href="/">Pretend Zendesk</a>
              <nav>{Tab("/", "Tickets", current)}{Tab("/mail", "Outgoing mail", current)}{Tab("/outbox", "Raum's mail", current)}{Tab(
                "/webhooks",
                "Webhooks",
                current
            )}</nav>
            </header>
            <main>{content}</main>
            <footer>A stand-in for a Zendesk account, for trying Raum. Everyone in it is invented.</footer>
            </body>
            </html>
            """
        );
        return Results.Text(page.Markup, "text/html; charset=utf-8");
    }

    public static IResult NotFound() => Results.Redirect("/");

    private static Html Tab(string path, string name, string current) =>
        path == current
            ? Html.Of($"""<a class="tab on" href="{path}" aria-current="page">{name}</a>""")
            : Html.Of($"""<a class="tab" href="{path}">{name}</a>""");
}
