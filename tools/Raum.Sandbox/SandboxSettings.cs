using Raum.Testing.Zendesk;

namespace Raum.Sandbox;

/// <summary>The sandbox's settings: environment (<c>Sandbox__WebhookUrl</c>, …) or command line (<c>--raum-webhook-url</c>, …).</summary>
internal static class SandboxSettings
{
    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--urls"] = "urls",
        ["--state"] = "Sandbox:StateFile",
        ["--raum-webhook-url"] = "Sandbox:WebhookUrl",
        ["--webhook-secret"] = "Sandbox:WebhookSecret",
        ["--client-id"] = "Sandbox:ClientId",
        ["--client-secret"] = "Sandbox:ClientSecret",
        ["--account-id"] = "Sandbox:AccountId",
        ["--own-user-id"] = "Sandbox:OwnUserId",
        ["--trigger"] = "Sandbox:Trigger",
        ["--outbox"] = "Sandbox:OutboxFolder",
    };

    public const string Usage = """
        Usage: Raum.Sandbox [options]            a pretend Zendesk account with a page for people
               Raum.Sandbox demo --stack FILE    plays one ticket through a running Raum [--json]

          --urls URL              where to listen (default http://127.0.0.1:5090)
          --raum-webhook-url URL  where signed webhooks go: http://…/v1/webhooks/zendesk/{organization}
          --webhook-secret TEXT   what they are signed with
          --client-id TEXT        the OAuth client that Raum signs in with (default raum)
          --client-secret TEXT    its secret
          --account-id NUMBER     the account's number (default 12514403)
          --own-user-id NUMBER    the user that Raum writes as (default 9000)
          --trigger true          send ids only, as a trigger does, instead of event subscriptions
          --state FILE            keep tickets in a file (default: in memory)
          --outbox FOLDER         where Raum's API writes mails to people (People:OutboxFolder); shown at /outbox
        """;

    public static FakeZendeskOptions Read(string[] args)
    {
        var settings = Settings(args);
        var options = new FakeZendeskOptions
        {
            Address = new Uri((settings["urls"] ?? "http://127.0.0.1:5090").Split(';')[0]),
            AccountId = settings.GetValue("Sandbox:AccountId", 12514403L),
            ApiUserId = settings.GetValue("Sandbox:OwnUserId", 9000L),
            StateFile = settings["Sandbox:StateFile"],
            WebhookUrl = settings["Sandbox:WebhookUrl"] is { Length: > 0 } url ? new Uri(url) : null,
            EventSubscription = !settings.GetValue("Sandbox:Trigger", false),
            WebhookRetryDelay = TimeSpan.FromSeconds(2),
        };
        options.ClientId = settings["Sandbox:ClientId"] ?? options.ClientId;
        options.ClientSecret = settings["Sandbox:ClientSecret"] ?? options.ClientSecret;
        options.WebhookSecret = settings["Sandbox:WebhookSecret"] ?? options.WebhookSecret;
        return options;
    }

    /// <summary>Null: nobody said where.</summary>
    public static string? OutboxFolder(string[] args) => Settings(args)["Sandbox:OutboxFolder"] is { Length: > 0 } folder ? folder : null;

    private static IConfigurationRoot Settings(string[] args) =>
        new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables().AddCommandLine(args, Switches).Build();
}
