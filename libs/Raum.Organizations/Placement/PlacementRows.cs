using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Keys;

namespace Raum.Organizations.Placement;

/// <summary>Where an organization's conversations and log are.</summary>
public enum PlacementState
{
    /// <summary>In the shared database.</summary>
    Here,

    /// <summary>On the way to a database of its own. Nobody works for the organization.</summary>
    Moving,

    /// <summary>In a database of its own.</summary>
    Moved,

    /// <summary>On the way back. Nobody works for the organization.</summary>
    Returning,
}

/// <param name="Role">Who signs in with the connection; empty without one.</param>
/// <param name="Connection">Sealed; null where the asking role has none.</param>
internal sealed record PlacementRow(PlacementState State, string Role, byte[]? Connection);

/// <summary>The rows that lead to organizations' own databases. They belong to the installation, whose field key seals the connections, bound to organization and role.</summary>
internal static class PlacementRows
{
    /// <summary>Sealed anew when the installation's keys rotate.</summary>
    public static SealedColumn SealedColumn { get; } =
        new("organizations.placement_connection", "connection_sealed", "placement_connection")
        {
            Key = "connection_id",
            Row = "placed_id::text || '/' || role",
        };

    public static FieldAddress Address(OrganizationId placed, string role) =>
        new(SealedColumn.AddressTable, SealedColumn.Column, $"{placed}/{role}");

    /// <summary>Where the organization is, and the connection of the role that asks.</summary>
    /// <returns><see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public static Task<Outcome<PlacementRow>> FindAsync(RaumDatabase shared, OrganizationId placed, CancellationToken cancellationToken) =>
        FindAsync(shared, placed, null, cancellationToken);

    /// <summary>The same with the connection of another role, which the command line may see.</summary>
    public static async Task<Outcome<PlacementRow>> FindAsync(
        RaumDatabase shared,
        OrganizationId placed,
        DatabaseRole? role,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var batch = shared.CreateBatch(OrganizationId.Installation);
            batch.Add(
                """
                select p.state, c.role, c.connection_sealed from organizations.placement p
                left join organizations.placement_connection c
                  on c.organization_id = p.organization_id and c.placed_id = p.placed_id and c.role = coalesce($3::text, current_user)
                where p.organization_id = $1 and p.placed_id = $2
                """,
                OrganizationId.Installation.Value,
                placed.Value,
                role?.Name()
            );
            await using var reader = await batch.ReadAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken)
                ? new PlacementRow(StateOf(reader.GetString(0)), reader.GetNullable<string>(1) ?? "", reader.GetNullable<byte[]>(2))
                : new PlacementRow(PlacementState.Here, "", null);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Every organization that is not simply here.</summary>
    /// <exception cref="NpgsqlException">Postgres cannot be reached.</exception>
    public static async Task<Dictionary<OrganizationId, PlacementState>> ListAsync(RaumDatabase shared, CancellationToken cancellationToken)
    {
        await using var batch = shared.CreateBatch(OrganizationId.Installation);
        batch.Add(
            "select placed_id, state from organizations.placement where organization_id = $1 order by placed_id",
            OrganizationId.Installation.Value
        );
        await using var reader = await batch.ReadAsync(cancellationToken);
        var found = new Dictionary<OrganizationId, PlacementState>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new OrganizationId(reader.GetGuid(0)), StateOf(reader.GetString(1)));
        }

        return found;
    }

    /// <summary>Says that the organization is on its way, and where to.</summary>
    public static async Task BeginAsync(
        OrganizationScope installation,
        OrganizationId placed,
        IEnumerable<(string Role, byte[] Sealed)> connections,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await RemoveAsync(installation, placed, cancellationToken);
        await using var insert = installation.CreateCommand(
            "insert into organizations.placement (organization_id, placed_id, state, changed_at) values ($1, $2, 'moving', $3)",
            OrganizationId.Installation.Value,
            placed.Value,
            now
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await AddAsync(installation, placed, connections, now, cancellationToken);
    }

    /// <summary>Leads there by other connections.</summary>
    public static async Task ConnectAsync(
        OrganizationScope installation,
        OrganizationId placed,
        IEnumerable<(string Role, byte[] Sealed)> connections,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using (
            var delete = installation.CreateCommand(
                "delete from organizations.placement_connection where organization_id = $1 and placed_id = $2",
                OrganizationId.Installation.Value,
                placed.Value
            )
        )
        {
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        await AddAsync(installation, placed, connections, now, cancellationToken);
    }

    private static async Task AddAsync(
        OrganizationScope installation,
        OrganizationId placed,
        IEnumerable<(string Role, byte[] Sealed)> connections,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        foreach (var (role, connection) in connections)
        {
            await using var add = installation.CreateCommand(
                """
                insert into organizations.placement_connection (organization_id, connection_id, placed_id, role, connection_sealed)
                values ($1, $2, $3, $4, $5)
                """,
                OrganizationId.Installation.Value,
                Guid.CreateVersion7(now),
                placed.Value,
                role,
                connection
            );
            await add.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public static async Task TurnAsync(
        OrganizationScope installation,
        OrganizationId placed,
        PlacementState state,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var update = installation.CreateCommand(
            "update organizations.placement set state = $3, changed_at = $4 where organization_id = $1 and placed_id = $2",
            OrganizationId.Installation.Value,
            placed.Value,
            NameOf(state),
            now
        );
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The organization is here again.</summary>
    public static async Task RemoveAsync(OrganizationScope installation, OrganizationId placed, CancellationToken cancellationToken)
    {
        await using var delete = installation.CreateCommand(
            "delete from organizations.placement where organization_id = $1 and placed_id = $2",
            OrganizationId.Installation.Value,
            placed.Value
        );
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    private static PlacementState StateOf(string stored) =>
        stored switch
        {
            "moving" => PlacementState.Moving,
            "moved" => PlacementState.Moved,
            "returning" => PlacementState.Returning,
            _ => throw new InvalidOperationException("An unknown state of placement."),
        };

    private static string NameOf(PlacementState state) =>
        state switch
        {
            PlacementState.Moving => "moving",
            PlacementState.Moved => "moved",
            PlacementState.Returning => "returning",
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
}
