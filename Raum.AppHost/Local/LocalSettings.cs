namespace Raum.AppHost.Local;

/// <summary>The settings of each program on one machine, as environment variables, with Aspire's names for connections.</summary>
internal sealed class LocalSettings(LocalSecrets secrets, LocalPorts ports, Uri? otlp)
{
    public const string ZendeskClientId = "raum";
    public const string ZendeskAccountId = "12514403";

    /// <summary>How the demo organization reaches the sandbox's Zendesk.</summary>
    public string ZendeskAddress => ports.SandboxUrl.GetLeftPart(UriPartial.Authority);

    public IReadOnlyDictionary<string, string> Cli() =>
        new Dictionary<string, string>(Common())
        {
            ["ConnectionStrings__raumdb_admin"] = Postgres("postgres", "postgres"),
            ["ConnectionStrings__raumdb_owner"] = Postgres("raum_owner"),
            ["ConnectionStrings__raumdb_platform"] = Postgres("raum_platform"),
            ["ConnectionStrings__raumdb"] = Postgres("raum_app"),
            ["ConnectionStrings__raumdb_api"] = Postgres("raum_api"),
            ["ConnectionStrings__raumdb_worker"] = Postgres("raum_worker"),
            ["ConnectionStrings__raumdb_rotation"] = Postgres("raum_rotation"),
            ["ConnectionStrings__raumdb_projector"] = Postgres("raum_projector"),
            ["ConnectionStrings__raumdb_purge"] = Postgres("raum_purge"),
            ["Zendesk__Development"] = "true",
        };

    /// <summary>Mails to people land in the outbox, which the sandbox shows, and their links lead here.</summary>
    public IReadOnlyDictionary<string, string> Api(LocalFolders folders) =>
        new Dictionary<string, string>(Host("raum-api", "raum_api"))
        {
            ["People__OutboxFolder"] = Outbox(folders),
            ["People__PublicUrl"] = ports.ApiUrl.GetLeftPart(UriPartial.Authority),
        };

    public IReadOnlyDictionary<string, string> Worker() =>
        new Dictionary<string, string>(Host("raum-worker", "raum_worker"))
        {
            ["ConnectionStrings__raumdb_rotation"] = Postgres("raum_rotation"),
            ["ConnectionStrings__raumdb_projector"] = Postgres("raum_projector"),
            ["ConnectionStrings__raumdb_purge"] = Postgres("raum_purge"),
        };

    public IReadOnlyDictionary<string, string> Sandbox(LocalFolders folders) =>
        new Dictionary<string, string>
        {
            ["Sandbox__StateFile"] = Path.Combine(folders.Data, "sandbox.json"),
            ["Sandbox__OutboxFolder"] = Outbox(folders),
            ["Sandbox__AccountId"] = ZendeskAccountId,
            ["Sandbox__ClientId"] = ZendeskClientId,
            ["Sandbox__ClientSecret"] = secrets.OAuthClientSecret,
            ["Sandbox__WebhookSecret"] = secrets.WebhookSecret,
            ["Sandbox__WebhookUrl"] = new Uri(ports.ApiUrl, $"/v1/webhooks/zendesk/{secrets.Organization:D}").ToString(),
        };

    private static string Outbox(LocalFolders folders) => Path.Combine(folders.Data, "outbox");

    private Dictionary<string, string> Host(string service, string role)
    {
        var settings = new Dictionary<string, string>(Common())
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__redis"] = LocalRedis.ConnectionString(secrets, ports.Redis),
            ["ConnectionStrings__raumdb"] = Postgres(role),
            ["Zendesk__Development"] = "true",
            ["OTEL_SERVICE_NAME"] = service,
        };
        if (otlp is not null)
        {
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp.GetLeftPart(UriPartial.Authority);
            settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        }

        return settings;
    }

    /// <summary>What every program needs. Loopback is allowed because the pretend Zendesk and mock providers are there.</summary>
    private Dictionary<string, string> Common() =>
        new()
        {
            ["Keys__Local__MasterSecret"] = secrets.MasterSecret,
            ["OutboundHttp__AllowedNetworks__0"] = "127.0.0.0/8",
            ["OutboundHttp__AllowedNetworks__1"] = "::1/128",
        };

    private string Postgres(string role, string database = "raum") =>
        LocalPostgres.ConnectionString(secrets, ports.Postgres, role, database);
}
