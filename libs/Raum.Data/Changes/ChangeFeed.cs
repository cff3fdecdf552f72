using System.Collections.Concurrent;
using System.Data;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Raum.Core;

namespace Raum.Data.Changes;

/// <summary>Hears from Postgres when rows change that every request reads and hardly anybody writes, so that they can be kept in memory (<see cref="Kept{TKey,TValue}"/>).</summary>
/// <remarks>
/// <c>LISTEN raum_changes</c> on a connection of its own; triggers notify in the transaction of the change. While the connection is away, or nobody started
/// the feed, nothing may be kept: readers ask the database each time. Source: PostgreSQL 15, LISTEN and NOTIFY.
/// </remarks>
public sealed class ChangeFeed(string connectionString, TimeProvider clock) : BackgroundService
{
    internal const string Channel = "raum_changes";

    /// <summary>Seconds after which a silent connection is asked whether it is alive.</summary>
    private const int KeepAlive = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<OrganizationId, long> _lastChange = new();
    private long _now;
    private long _heardFrom = long.MaxValue;

    /// <summary>The present moment, counted in changes. Taken before a read, it tells later whether what was read still stands.</summary>
    internal long Mark() => Interlocked.Increment(ref _now);

    /// <summary>True when everything that happened to the organization's rows since then would have been heard, and nothing was.</summary>
    internal bool StandsSince(long mark, OrganizationId organization) =>
        mark > Volatile.Read(ref _heardFrom) && (!_lastChange.TryGetValue(organization, out var change) || change < mark);

    /// <summary>Says in this process at once what Postgres is about to tell everyone.</summary>
    public void Changed(OrganizationId organization)
    {
        var change = Mark();
        _lastChange.AddOrUpdate(organization, change, (_, earlier) => Math.Max(earlier, change));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException || DatabaseFailures.IsUnavailable(e))
            {
                Deaf();
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            finally
            {
                Deaf();
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        // Not pooled: a connection that listens must not be given to anybody else.
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            KeepAlive = KeepAlive,
            IncludeErrorDetail = false,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState != ConnectionState.Open)
            {
                Deaf();
            }
        };
        connection.Notification += (_, notification) =>
        {
            if (OrganizationId.TryParse(notification.Payload, out var organization))
            {
                Changed(organization);
            }
        };
        await connection.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        Volatile.Write(ref _heardFrom, Mark());
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private void Deaf() => Volatile.Write(ref _heardFrom, long.MaxValue);
}
