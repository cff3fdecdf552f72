using System.Runtime.CompilerServices;
using Npgsql;

namespace Raum.Data;

/// <summary>
/// How many transactions of <see cref="ScopedDatabase.RunAsync"/> may be open at once: three quarters of the pool. One that records what it changes waits for the audit
/// log, which needs a connection of the same pool: were all of them held by such transactions, each would wait for the others.
/// </summary>
#pragma warning disable CA1001 // The semaphore has no wait handle to give back, and lives as long as its pool.
internal sealed class TransactionPlaces
#pragma warning restore CA1001
{
    private static readonly ConditionalWeakTable<NpgsqlDataSource, TransactionPlaces> Pools = [];

    private readonly SemaphoreSlim _free;
    private readonly TimeSpan _patience;

    private TransactionPlaces(NpgsqlDataSource source)
    {
        var settings = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        _free = new SemaphoreSlim(Math.Max(1, settings.MaxPoolSize * 3 / 4));
        // As long as the pool itself lets wait for a connection; 0 is for ever there.
        _patience = settings.Timeout == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(settings.Timeout);
    }

    public static TransactionPlaces Of(NpgsqlDataSource source) => Pools.GetValue(source, pool => new TransactionPlaces(pool));

    /// <returns>False when none became free in time.</returns>
    public Task<bool> TakeAsync(CancellationToken cancellationToken) => _free.WaitAsync(_patience, cancellationToken);

    public void GiveBack() => _free.Release();
}
