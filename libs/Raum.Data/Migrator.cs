using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Raum.Data;

/// <summary>Applies the numbered SQL files of <c>Migrations/</c>, each once, each in a transaction of its own, under an advisory lock.</summary>
/// <remarks>
/// A second run does nothing; concurrent runs take turns. A file is never edited once it is on main: its checksum is on record and a changed one is refused.
/// The roles must exist (<see cref="DatabaseSetup"/>). Numbers: 0001-0009 tenancy, keys, organizations; 0010-0019 audit; 0020-0029 jobs; 0030-0039 Zendesk; 0040-0059 roles and keys.
/// </remarks>
public static class Migrator
{
    // One lock for all databases of a server would do no harm; the number only has to be Raum's own.
    private const long LockKey = 0x5261756D_00000001;

    /// <summary>The migrations of this build, by number.</summary>
    public static IReadOnlyList<Migration> Embedded { get; } = ReadEmbedded();

    /// <summary>Brings the database to this build's schema.</summary>
    /// <param name="ownerConnectionString">Signs in as <c>raum_owner</c>.</param>
    /// <returns>The migrations that this call applied, in order; empty when there was nothing to do.</returns>
    /// <exception cref="MigrationException">History was changed, the database is newer than this build, or a file failed.</exception>
    public static Task<IReadOnlyList<Migration>> ApplyAsync(string ownerConnectionString, CancellationToken cancellationToken) =>
        ApplyAsync(ownerConnectionString, Embedded, cancellationToken);

    internal static async Task<IReadOnlyList<Migration>> ApplyAsync(
        string ownerConnectionString,
        IReadOnlyList<Migration> migrations,
        CancellationToken cancellationToken
    )
    {
        // A pooled session would keep the advisory lock's connection, and a database that serves as a template must have none.
        var connectionString = new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellationToken);

        await ExecuteAsync(
            connection,
            """
            create schema if not exists raum;
            create table if not exists raum.migration (
              number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now());
            """,
            cancellationToken
        );
        var applied = await ReadAppliedAsync(connection, cancellationToken);
        Check(applied, migrations);

        var done = new List<Migration>();
        foreach (var migration in migrations.Where(migration => !applied.ContainsKey(migration.Number)))
        {
            await ApplyOneAsync(connection, migration, cancellationToken);
            done.Add(migration);
        }

        return done;
    }

    private static void Check(Dictionary<int, string> applied, IReadOnlyList<Migration> migrations)
    {
        var known = migrations.ToDictionary(migration => migration.Number);
        foreach (var (number, sha256) in applied)
        {
            if (!known.TryGetValue(number, out var migration))
            {
                throw new MigrationException($"Migration {number:0000} is in the database and not in this build: the database is newer.");
            }

            if (migration.Sha256 != sha256)
            {
                throw new MigrationException($"Migration {migration.Name} was changed after it had been applied. Write a new one instead.");
            }
        }
    }

    private static async Task ApplyOneAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, migration.Sql, cancellationToken);
        }
        catch (PostgresException e)
        {
            throw new MigrationException($"Migration {migration.Name} failed: {e.SqlState} {e.MessageText} (at {e.Position})", e);
        }

        await using var record = new NpgsqlCommand("insert into raum.migration (number, name, sha256) values ($1, $2, $3)", connection)
        {
            Parameters =
            {
                new() { Value = migration.Number },
                new() { Value = migration.Name },
                new() { Value = migration.Sha256 },
            },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<Dictionary<int, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<int, string>();
        await using var command = new NpgsqlCommand("select number, sha256 from raum.migration order by number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        }

        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        // Waiting for another run's lock, and a long migration, are not failures: only the caller's token ends them.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static List<Migration> ReadEmbedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Migration.Parse(name, Read(assembly, name))),
        ];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>One SQL file.</summary>
/// <param name="Number">From its name, unique.</param>
/// <param name="Name">File name, such as <c>0001_tenancy.sql</c>.</param>
/// <param name="Sha256">Over the text with LF line ends, in lower-case hex.</param>
public sealed record Migration(int Number, string Name, string Sql, string Sha256)
{
    /// <exception cref="FormatException">The name does not start with four digits and an underscore.</exception>
    public static Migration Parse(string name, string sql)
    {
        var text = sql.ReplaceLineEndings("\n");
        return
            name.Length > 5
            && name[4] == '_'
            && int.TryParse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Migration(number, name, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))))
            : throw new FormatException($"Not a migration's name: {name}");
    }
}

/// <summary>The database cannot be brought to this build's schema; the message is for the operator and quotes no row.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
