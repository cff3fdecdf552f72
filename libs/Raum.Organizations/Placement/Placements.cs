using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Data.Changes;
using Raum.Keys;

namespace Raum.Organizations.Placement;

/// <summary>The way to organizations' own databases. Rows are kept in memory until they change; a data source is opened once for each organization and role.</summary>
/// <remarks>
/// A data source without work holds no connection (they are closed when unused), so that it stays until the process ends. There are as many as there are placed
/// organizations, four for each in the worker.
/// </remarks>
internal sealed partial class Placements(FieldSealer sealer, ChangeFeed changes, TimeProvider clock, ILogger<Placements> logger)
    : IPlacements,
        IDisposable
{
    private readonly Kept<(RaumDatabase Shared, OrganizationId Organization), PlacementRow> _rows = new(
        changes,
        clock,
        (key, _) => key.Organization
    );
    private readonly ConcurrentDictionary<(RaumDatabase, OrganizationId), Opened> _opened = new();
    private readonly ConcurrentDictionary<string, NpgsqlDataSource> _sources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(RaumDatabase, OrganizationId), Done> _away = new();

    public async ValueTask<NpgsqlDataSource?> FindAsync(
        RaumDatabase shared,
        OrganizationId organization,
        CancellationToken cancellationToken
    )
    {
        var found = await _rows.GetAsync(
            (shared, organization),
            static (key, stop) => PlacementRows.FindAsync(key.Shared, key.Organization, stop),
            cancellationToken
        );
        if (!found.Succeeded)
        {
            throw new PlacementException(isMoving: false);
        }

        return found.Value.State switch
        {
            PlacementState.Here => null,
            PlacementState.Moved => await OpenAsync(shared, organization, found.Value, cancellationToken),
            _ => throw new PlacementException(isMoving: true),
        };
    }

    public async Task<IReadOnlyDictionary<OrganizationId, bool>> ListAsync(RaumDatabase shared, CancellationToken cancellationToken)
    {
        var all = await PlacementRows.ListAsync(shared, cancellationToken);
        return all.ToDictionary(one => one.Key, one => one.Value == PlacementState.Moved);
    }

    public void Dispose()
    {
        foreach (var source in _sources.Values)
        {
            source.Dispose();
        }
    }

    private async ValueTask<NpgsqlDataSource> OpenAsync(
        RaumDatabase shared,
        OrganizationId organization,
        PlacementRow row,
        CancellationToken cancellationToken
    )
    {
        if (row.Connection is not { } connection)
        {
            LogNoWay(organization, FailureCode.NotConfigured);
            throw new PlacementException(isMoving: false);
        }

        var key = (shared, organization);
        if (_opened.TryGetValue(key, out var opened) && opened.Sealed.AsSpan().SequenceEqual(connection))
        {
            await ConnectAsync(key, opened.Source, isKnown: true, cancellationToken);
            return opened.Source;
        }

        var text = await sealer.OpenAsync(
            OrganizationId.Installation,
            PlacementRows.Address(organization, row.Role),
            connection,
            cancellationToken
        );
        if (!text.Succeeded)
        {
            // Nothing leads on from a row that was changed: not to another organization's database, and not to the shared one.
            LogNoWay(organization, text.Failure.Code);
            throw new PlacementException(isMoving: false);
        }

        var source = _sources.GetOrAdd(
            Encoding.UTF8.GetString(text.Value),
            own => RaumDataServiceCollectionExtensions.DataSource(own, keepsNoSession: true)
        );
        await ConnectAsync(key, source, isKnown: false, cancellationToken);
        _opened[key] = new Opened(connection, source);
        return source;
    }

    /// <summary>
    /// Leaves a connection ready for who asked. It is made here, because a database of an organization's own that is away, refuses a password or has an earlier
    /// schema is that organization's trouble, to be tried again: what is a mistake in the shared one is no exception here.
    /// </summary>
    private async ValueTask ConnectAsync(
        (RaumDatabase, OrganizationId Organization) key,
        NpgsqlDataSource source,
        bool isKnown,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            if (!isKnown && !await HasThisSchemaAsync(connection, cancellationToken))
            {
                LogOldSchema(key.Organization);
                throw new PlacementException(isMoving: false);
            }

            if (_away.TryRemove(key, out _))
            {
                LogBack(key.Organization);
            }
        }
        catch (Exception e) when (e is NpgsqlException || (DatabaseFailures.IsUnavailable(e) && e is not PlacementException))
        {
            if (_away.TryAdd(key, default))
            {
                LogAway(key.Organization, e.GetType());
            }

            throw new PlacementException(isMoving: false);
        }
    }

    private static async Task<bool> HasThisSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand("select number from raum.migration", connection);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var applied = new HashSet<int>();
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetInt32(0));
        }

        return Migrator.Embedded.All(migration => applied.Contains(migration.Number));
    }

    [LoggerMessage(5301, LogLevel.Critical, "The way to the database of organization {Organization} does not open: {Code}")]
    private partial void LogNoWay(OrganizationId organization, FailureCode code);

    [LoggerMessage(5302, LogLevel.Critical, "The database of organization {Organization} has an earlier schema; run: raum-cli migrate")]
    private partial void LogOldSchema(OrganizationId organization);

    [LoggerMessage(5303, LogLevel.Error, "The database of organization {Organization} does not let anybody in: {Type}")]
    private partial void LogAway(OrganizationId organization, Type type);

    [LoggerMessage(5304, LogLevel.Information, "The database of organization {Organization} is back")]
    private partial void LogBack(OrganizationId organization);

    private sealed record Opened(byte[] Sealed, NpgsqlDataSource Source);
}
