using Npgsql;
using Raum.Core;

namespace Raum.Data;

/// <summary>
/// The database that all organizations share: who they are, who belongs to them, their settings and their wrapped keys (schemas <c>organizations</c>, <c>people</c>,
/// <c>keys</c>). What they did is behind <see cref="PlacedDatabase"/>.
/// </summary>
public sealed class RaumDatabase(NpgsqlDataSource source) : ScopedDatabase
{
    internal override string ScopeSql => "select set_config('raum.organization', $1, true)";

    internal override ValueTask<NpgsqlDataSource> SourceAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        ValueTask.FromResult(source);

    /// <summary>A command before any organization is known: functions of schema <c>lookup</c>, or a platform role's own tables. Tenant tables yield nothing here.</summary>
    public NpgsqlCommand CreateLookup(string sql) => source.CreateCommand(sql);
}
