using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Which parts of the projection work this process does: an advisory lock of Postgres per partition, held by one connection.</summary>
/// <remarks>Locks share the work out and no more: two owners at once would meet at the checkpoint, and one of them would stop.</remarks>
internal sealed class PartitionLocks([FromKeyedServices(DatabaseRole.Projector)] NpgsqlDataSource source) : IAsyncDisposable
{
    // The first half of the lock's key; Raum's own, as in Migrator.
    private const int LockClass = 0x5261756D;

    private readonly HashSet<int> _owned = [];
    private NpgsqlConnection? _connection;

    public bool Owns(int partition)
    {
        lock (_owned)
        {
            return _owned.Contains(partition);
        }
    }

    /// <summary>Takes what is free, and notices a lost connection.</summary>
    /// <returns>True when a partition came to this process: its organizations may be behind.</returns>
    public async Task<bool> RefreshAsync(int partitions, CancellationToken cancellationToken)
    {
        try
        {
            _connection ??= await source.OpenConnectionAsync(cancellationToken);
            var wanted = Enumerable.Range(0, partitions).Where(partition => !Owns(partition)).ToArray();
            // With nothing wanted it still asks: a connection that is gone holds no locks.
            await using var command = new NpgsqlCommand(
                "select partition from unnest($1::int[]) as partition where pg_try_advisory_lock($2, partition)",
                _connection
            ).With(wanted, LockClass);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var taken = false;
            while (await reader.ReadAsync(cancellationToken))
            {
                lock (_owned)
                {
                    taken |= _owned.Add(reader.GetInt32(0));
                }
            }

            return taken;
        }
        catch (Exception e) when (e is NpgsqlException || DatabaseFailures.IsUnavailable(e))
        {
            await DisposeAsync();
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_owned)
        {
            _owned.Clear();
        }

        if (_connection is { } connection)
        {
            _connection = null;
            try
            {
                // A pooled connection would keep its locks if it were not told.
                await using var release = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
                await release.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException || DatabaseFailures.IsUnavailable(e))
            {
                // It is gone, and its locks with it.
            }

            await connection.DisposeAsync();
        }
    }
}
