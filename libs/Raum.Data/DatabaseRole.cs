namespace Raum.Data;

/// <summary>The database roles of Raum. None but <see cref="Owner"/> owns anything; none may bypass row-level security, create roles or databases.</summary>
public enum DatabaseRole
{
    /// <summary><c>raum_owner</c>: runs migrations, owns schemas and tables. No service connects as it.</summary>
    Owner,

    /// <summary><c>raum_app</c>: the administration of organizations, one at a time: connections, credentials, API keys, settings. The command line signs in as it.</summary>
    App,

    /// <summary><c>raum_api</c>: the API, for one organization at a time. It cannot read provider keys or Zendesk's tokens, sealed as they are (KEY-5).</summary>
    Api,

    /// <summary><c>raum_worker</c>: the worker, for one organization at a time. It reads secrets and changes none but Zendesk's tokens.</summary>
    Worker,

    /// <summary><c>raum_rotation</c>: seals fields anew; sees sealed columns and nothing else of their rows.</summary>
    Rotation,

    /// <summary><c>raum_projector</c>: writes read models.</summary>
    Projector,

    /// <summary><c>raum_purge</c>: deletes what has expired.</summary>
    Purge,

    /// <summary><c>raum_platform</c>: creates and lists organizations, without reaching into them.</summary>
    Platform,
}

/// <summary>Names of the roles in Postgres.</summary>
public static class DatabaseRoles
{
    /// <summary>Owns the functions of schema <c>lookup</c>, which find what must be found before an organization is known. Nobody can sign in as it.</summary>
    public const string Lookup = "raum_lookup";

    /// <summary>All roles that can sign in.</summary>
    public static IReadOnlyList<DatabaseRole> SignIn { get; } = Enum.GetValues<DatabaseRole>();

    /// <summary>The role's name in Postgres.</summary>
    public static string Name(this DatabaseRole role) =>
        role switch
        {
            DatabaseRole.Owner => "raum_owner",
            DatabaseRole.App => "raum_app",
            DatabaseRole.Api => "raum_api",
            DatabaseRole.Worker => "raum_worker",
            DatabaseRole.Rotation => "raum_rotation",
            DatabaseRole.Projector => "raum_projector",
            DatabaseRole.Purge => "raum_purge",
            DatabaseRole.Platform => "raum_platform",
            _ => throw new ArgumentOutOfRangeException(nameof(role)),
        };
}
