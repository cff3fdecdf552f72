using Npgsql;
using Raum.Core;

namespace Raum.Data;

/// <summary>
/// Where an organization's conversations and log are (schemas <c>conversation</c>, <c>audit</c>, <c>projection</c>). Which database that is, is decided here and
/// nowhere else; which schemas are reached through it, and through nothing else, an architecture test reads from the statements.
/// </summary>
public sealed class PlacedDatabase(RaumDatabase shared) : ScopedDatabase
{
    /// <summary>The shared database, in the same role: for what is asked before an organization is known.</summary>
    public RaumDatabase Shared => shared;

    internal override string ScopeSql => shared.ScopeSql;

    internal override ValueTask<NpgsqlDataSource> SourceAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        shared.SourceAsync(organization, cancellationToken);
}
