namespace Raum.Data;

/// <summary>Connection strings, one per role. The host binds them from <c>ConnectionStrings:raumdb…</c>; a process sets only those it needs.</summary>
public sealed class RaumDataOptions
{
    /// <summary><c>ConnectionStrings:raumdb</c>: the role of this process (<c>raum_api</c>, <c>raum_worker</c>, or <c>raum_app</c> for administration). Required.</summary>
    public string? App { get; set; }

    /// <summary><c>ConnectionStrings:raumdb_projector</c>: role <c>raum_projector</c>.</summary>
    public string? Projector { get; set; }

    /// <summary><c>ConnectionStrings:raumdb_rotation</c>: role <c>raum_rotation</c>.</summary>
    public string? Rotation { get; set; }

    /// <summary><c>ConnectionStrings:raumdb_purge</c>: role <c>raum_purge</c>.</summary>
    public string? Purge { get; set; }

    /// <summary><c>ConnectionStrings:raumdb_platform</c>: role <c>raum_platform</c>.</summary>
    public string? Platform { get; set; }

    internal string? For(DatabaseRole role) =>
        role switch
        {
            DatabaseRole.App => App,
            DatabaseRole.Rotation => Rotation,
            DatabaseRole.Projector => Projector,
            DatabaseRole.Purge => Purge,
            DatabaseRole.Platform => Platform,
            _ => null,
        };
}
