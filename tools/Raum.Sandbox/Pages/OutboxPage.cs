namespace Raum.Sandbox.Pages;

/// <summary>Mails of Raum to people who sign in, as its API writes them to a folder in development.</summary>
internal static class OutboxPage
{
    private const int Shown = 100;

    public static IResult Show(string? folder)
    {
        var mails =
            folder is null || !Directory.Exists(folder)
                ? []
                : new DirectoryInfo(folder)
                    .GetFiles("*.txt")
                    .OrderByDescending(file => file.Name, StringComparer.Ordinal)
                    .Take(Shown)
                    .ToList();
        var list =
            mails.Count == 0
                ? Html.Of(
                    $"""<div class="card empty">Nothing was sent. Links that sign in, and notices about an account, land here.</div>"""
                )
                : Html.Each(
                    mails,
                    mail =>
                        Html.Of(
                            $"""
                            <article class="message">
                            <div class="head"><span class="badge">{mail.Name}</span></div>
                            <div>{Html.Lines(File.ReadAllText(mail.FullName))}</div>
                            </article>
                            """
                        )
                );
        return Layout.Page(
            "Raum's mail",
            "/outbox",
            Html.Of(
                $"""<h1>Raum's mail</h1><p class="sub">To people who sign in, newest first; files in {folder ?? "no folder: set --outbox"}.</p>{list}"""
            )
        );
    }
}
