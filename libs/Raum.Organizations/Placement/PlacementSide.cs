using System.Data;
using System.Security.Cryptography;
using Npgsql;
using Raum.Core;
using Raum.Data;

namespace Raum.Organizations.Placement;

/// <summary>One of the two databases between which an organization moves, as its owner, on a connection of its own.</summary>
internal sealed class PlacementSide : IAsyncDisposable
{
    // The second half of raum.enter's key is the organization; this one is for the commands themselves.
    private const int EnterLock = 1382118766;
    private const int CommandLock = 1382118767;

    /// <summary>Whoever works for the organization is waited for this often, and for <see cref="Wait"/> each time: others that come meanwhile stand behind.</summary>
    private const int Tries = 6;

    /// <summary>Tenths of a second that one command waits for another.</summary>
    private const int Looks = 30;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection _connection;

    private PlacementSide(NpgsqlConnection connection, OrganizationId organization) =>
        (_connection, Organization) = (connection, organization);

    /// <exception cref="NpgsqlException">It broke since it was used last.</exception>
    public NpgsqlConnection Connection =>
        _connection.State == ConnectionState.Open
            ? _connection
            : throw new NpgsqlException("The connection is lost.", new IOException("The connection is lost."));

    public OrganizationId Organization { get; }

    /// <exception cref="NpgsqlException">It cannot be reached.</exception>
    public static async Task<PlacementSide> OpenAsync(string owner, OrganizationId organization, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(owner)
        {
            Pooling = false,
            CommandTimeout = 0,
            IncludeErrorDetail = false,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return new PlacementSide(connection, organization);
    }

    /// <summary>Keeps every other command that moves organizations away from this database until the connection ends.</summary>
    /// <returns>False when one is at work here; or when this is the database that the other side leads to.</returns>
    /// <param name="patient">True to wait for a command that has just ended: its server process may not have heard of that.</param>
    public async Task<bool> TakeAsync(bool patient, CancellationToken cancellationToken)
    {
        for (var look = 0; look < (patient ? Looks : 1); look++)
        {
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1, 0)", Connection).With(CommandLock);
            if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
            {
                return true;
            }

            await ExecuteAsync("select pg_sleep(0.1)", cancellationToken);
        }

        return false;
    }

    /// <summary>A transaction for the organization, past <c>raum.enter</c>.</summary>
    public async Task<NpgsqlTransaction> BeginAsync(IsolationLevel isolation, CancellationToken cancellationToken)
    {
        var transaction = await Connection.BeginTransactionAsync(isolation, cancellationToken);
        await ExecuteAsync("select set_config('raum.organization', $1, true)", cancellationToken, Organization.ToString());
        return transaction;
    }

    /// <summary>Nobody works for the organization in this database from now on, and nobody is still at it.</summary>
    /// <returns>False when somebody did not come to an end.</returns>
    public async Task<bool> CloseAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            await using var transaction = await BeginAsync(IsolationLevel.ReadCommitted, cancellationToken);
            try
            {
                await ExecuteAsync("select set_config('lock_timeout', $1, true)", cancellationToken, $"{(int)Wait.TotalMilliseconds}");
                await ExecuteAsync("select pg_advisory_xact_lock($1, hashtext($2))", cancellationToken, EnterLock, Organization.ToString());
                await ExecuteAsync(
                    "insert into organizations.elsewhere (organization_id) values ($1) on conflict do nothing",
                    cancellationToken,
                    Organization.Value
                );
                await transaction.CommitAsync(cancellationToken);
                return true;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await transaction.RollbackAsync(cancellationToken);
            }
        }

        return false;
    }

    /// <summary>The organization may be worked for in this database again.</summary>
    public async Task OpenAgainAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await BeginAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await ExecuteAsync("delete from organizations.elsewhere where organization_id = $1", cancellationToken, Organization.Value);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>True when the account was closed: what ends here leaves for no other database.</summary>
    public async Task<bool> IsClosedAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await BeginAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using var select = new NpgsqlCommand(
            "select exists (select from organizations.organization where organization_id = $1 and closed_at is not null)",
            Connection
        ).With(Organization.Value);
        return (bool)(await select.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Makes the organization known here as it is on the other side, with no rows that anybody may use.</summary>
    /// <returns>False when this database is for somebody else.</returns>
    public async Task<bool> PrepareAsync(PlacementSide source, CancellationToken cancellationToken)
    {
        if (await HasOthersAsync(cancellationToken))
        {
            return false;
        }

        object?[] row;
        await using (await source.BeginAsync(IsolationLevel.ReadCommitted, cancellationToken))
        {
            await using var select = new NpgsqlCommand(
                "select name, region, created_at from organizations.organization where organization_id = $1",
                source.Connection
            ).With(Organization.Value);
            await using var reader = await select.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return false;
            }

            row = [Organization.Value, reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2)];
        }

        await using var transaction = await BeginAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await ExecuteAsync(
            """
            insert into organizations.organization (organization_id, name, region, created_at) values ($1, $2, $3, $4)
            on conflict do nothing
            """,
            cancellationToken,
            row
        );
        await transaction.CommitAsync(cancellationToken);
        return await CloseAsync(cancellationToken);
    }

    /// <summary>True when the database is the organization's: it is known here, and nobody else is.</summary>
    public async Task<bool> IsItsOwnAsync(CancellationToken cancellationToken)
    {
        await using var itself = new NpgsqlCommand("select exists (select from lookup.organization_ids() as id where id = $1)", Connection);
        return (bool)(await itself.With(Organization.Value).ExecuteScalarAsync(cancellationToken))!
            && !await HasOthersAsync(cancellationToken);
    }

    /// <summary>True when every role can sign in, comes to this very database, and is let in to the organization or not as it should be.</summary>
    /// <param name="isOpen">Null when either may be.</param>
    public async Task<bool> LeadHereAsync(
        IReadOnlyDictionary<DatabaseRole, string> connections,
        bool? isOpen,
        CancellationToken cancellationToken
    )
    {
        // A lock that nobody else can guess: who cannot take it is where it is held.
        var secret = RandomNumberGenerator.GetInt32(1, int.MaxValue);
        await ExecuteAsync("select pg_advisory_lock($1, $2)", cancellationToken, CommandLock, secret);
        foreach (var role in OrganizationMoves.Roles.Where(role => role != DatabaseRole.Owner))
        {
            if (!await LeadsHereAsync(connections[role], role, secret, isOpen, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> LeadsHereAsync(
        string connectionString,
        DatabaseRole role,
        int secret,
        bool? isOpen,
        CancellationToken cancellationToken
    )
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(cancellationToken);
        await using (var who = new NpgsqlCommand("select current_user = $3 and not pg_try_advisory_lock($1, $2)", connection))
        {
            if (!(bool)(await who.With(CommandLock, secret, role.Name()).ExecuteScalarAsync(cancellationToken))!)
            {
                return false;
            }
        }

        try
        {
            await using var enter = new NpgsqlCommand("select raum.enter($1)", connection).With(Organization.ToString());
            await enter.ExecuteNonQueryAsync(cancellationToken);
            return isOpen ?? true;
        }
        catch (PostgresException e) when (DatabaseFailures.IsUnavailable(e))
        {
            return isOpen is not true;
        }
    }

    private async Task<bool> HasOthersAsync(CancellationToken cancellationToken)
    {
        await using var others = new NpgsqlCommand(
            "select exists (select from lookup.organization_ids() as id where id <> $1)",
            Connection
        );
        return (bool)(await others.With(Organization.Value).ExecuteScalarAsync(cancellationToken))!;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, Connection).With(values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
