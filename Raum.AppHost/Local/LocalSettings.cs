namespace Raum.AppHost.Local;

/// <summary>The settings of each program on one machine, as environment variables, with Aspire's names for connections.</summary>
internal sealed class LocalSettings(LocalSecrets secrets, LocalPorts ports, Uri? otlp)
{
    /// <summary>How the demo organization reaches the sandbox's Zendesk.</summary>
    public IReadOnlyList<string> ZendeskConnection =>
        ["--base-url", ports.SandboxUrl.GetLeftPart(UriPartial.Authority), "--account-id", "1", "--own-user-id", "9000"];

    public IReadOnlyDictionary<string, string> Cli() =>
        new Dictionary<string, string>(Keyring())
        {
            ["ConnectionStrings__raumdb_admin"] = Postgres("postgres", "postgres"),
            ["ConnectionStrings__raumdb_owner"] = Postgres("raum_owner"),
            ["ConnectionStrings__raumdb_platform"] = Postgres("raum_platform"),
            ["ConnectionStrings__raumdb"] = Postgres("raum_app"),
        };

    public IReadOnlyDictionary<string, string> Api() => Host("raum-api");

    public IReadOnlyDictionary<string, string> Worker() =>
        new Dictionary<string, string>(Host("raum-worker")) { ["ConnectionStrings__raumdb_projector"] = Postgres("raum_projector") };

    public static IReadOnlyDictionary<string, string> Sandbox(LocalFolders folders) =>
        new Dictionary<string, string> { ["Sandbox__State"] = Path.Combine(folders.Data, "sandbox.json") };

    private Dictionary<string, string> Host(string service)
    {
        var settings = new Dictionary<string, string>(Keyring())
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__redis"] = LocalRedis.ConnectionString(secrets, ports.Redis),
            ["ConnectionStrings__raumdb"] = Postgres("raum_app"),
            ["OTEL_SERVICE_NAME"] = service,
        };
        if (otlp is not null)
        {
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp.GetLeftPart(UriPartial.Authority);
            settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        }

        return settings;
    }

    private Dictionary<string, string> Keyring() => new() { ["Keys__Local__MasterSecret"] = secrets.MasterSecret };

    private string Postgres(string role, string database = "raum") =>
        LocalPostgres.ConnectionString(secrets, ports.Postgres, role, database);
}
