using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Step 12: keeps the read models behind the log. Runs in every worker; each organization is looked after by one of them.</summary>
/// <remarks>
/// It is told of new events (<see cref="IAuditFeed"/>) and does not poll. What it was not told, because a notice was lost or it was not there,
/// it finds in a sweep over all organizations: when it starts, when it takes over a partition, when a connection is new, and every <see cref="AuditStoreOptions.SweepInterval"/>.
/// </remarks>
public sealed class AuditProjector : IDisposable
{
    /// <summary>Organizations that are brought up to date at the same time.</summary>
    private const int Parallel = 2;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LockInterval = TimeSpan.FromSeconds(5);

    // A notice that is lost costs this much, and not a whole sweep: alerts are promised within a minute.
    private static readonly TimeSpan BehindInterval = TimeSpan.FromSeconds(10);

    private readonly ProjectionRunner _runner;
    private readonly ReadModelRebuild _rebuild;
    private readonly IAuditFeed _feed;
    private readonly PartitionLocks _locks;
    private readonly PlacedDatabase _database;
    private readonly TimeProvider _clock;
    private readonly AuditStoreOptions _options;
    private readonly ILogger _logger;
    private readonly DueOrganizations _due;

    internal AuditProjector(
        ProjectionRunner runner,
        ReadModelRebuild rebuild,
        IAuditFeed feed,
        PartitionLocks locks,
        PlacedDatabase projectorDatabase,
        TimeProvider clock,
        IOptions<AuditStoreOptions> options,
        ILogger<AuditProjector> logger
    )
    {
        _runner = runner;
        _rebuild = rebuild;
        _feed = feed;
        _locks = locks;
        _database = projectorDatabase;
        _clock = clock;
        _options = options.Value;
        _logger = logger;
        _due = new DueOrganizations(_options.ProjectionInterval, clock);
    }

    internal TimeSpan Lag => _due.Lag;

    /// <summary>Works until it is cancelled. A store that is away is waited for; an organization that cannot be projected does not stop the others.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] parts =
        [
            ListenAsync(stop.Token),
            KeepLocksAsync(stop.Token),
            .. Enumerable.Range(0, Parallel).Select(_ => WorkAsync(stop.Token)),
        ];
        try
        {
            // A part that ends before it was asked to is a bug: the others must not go on as if it were there.
            await await Task.WhenAny(parts);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _locks.DisposeAsync();
        }
    }

    /// <summary>Brings one organization's read models and its tree to the present end of its log, now, and signs a checkpoint of it; for tests and tools that cannot wait.</summary>
    /// <exception cref="AuditReadException">The log cannot be read on.</exception>
    public async Task CatchUpAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _runner.CatchUpAsync(organization, cancellationToken);
                await _runner.CheckpointAsync(organization, now: true, cancellationToken);
                return;
            }
            catch (ProjectionConflictException)
            {
                // Another one is at it; what it leaves is seen in the next round.
            }
        }
    }

    /// <summary>Builds an organization's read models again from its log, beside the ones that are read, and puts them in their place at once.</summary>
    /// <returns>How many events they are made of; <see cref="FailureCode.Conflict"/> when somebody else began the same after this.</returns>
    /// <exception cref="AuditReadException">The log cannot be read on; the old ones stay.</exception>
    public async Task<Outcome<long>> RebuildAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            return await _rebuild.RunAsync(organization, cancellationToken);
        }
        catch (ProjectionConflictException)
        {
            return new Failure(FailureCode.Conflict);
        }
    }

    public void Dispose() => _due.Dispose();

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await foreach (var organization in _feed.ListenAsync(cancellationToken))
        {
            if (organization is { } one)
            {
                Add(one);
            }
            else
            {
                await SweepAsync(cancellationToken);
            }
        }
    }

    private async Task KeepLocksAsync(CancellationToken cancellationToken)
    {
        var lastSweep = _clock.GetTimestamp();
        var lastBehind = lastSweep;
        while (true)
        {
            var taken = await _locks.RefreshAsync(_options.ProjectionPartitions, cancellationToken);
            if (taken || _clock.GetElapsedTime(lastSweep) >= _options.SweepInterval)
            {
                lastSweep = _clock.GetTimestamp();
                await SweepAsync(cancellationToken);
            }
            else if (_clock.GetElapsedTime(lastBehind) >= BehindInterval)
            {
                lastBehind = _clock.GetTimestamp();
                await AddBehindAsync(cancellationToken);
            }

            await Task.Delay(LockInterval < _options.SweepInterval ? LockInterval : _options.SweepInterval, _clock, cancellationToken);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        Add(OrganizationId.Installation);
        try
        {
            await using var command = _database.Shared.CreateLookup("select id from lookup.organization_ids() as id");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Add(new OrganizationId(reader.GetGuid(0)));
            }
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            _logger.SweepFailed(e.GetType());
        }
    }

    /// <summary>Those whose read model is behind the embedded log, by one question in each database. An EventStoreDB is subscribed to and loses no notice.</summary>
    private async Task AddBehindAsync(CancellationToken cancellationToken)
    {
        try
        {
            var behind = await _database.LookUpAsync(
                "select id from lookup.organizations_behind($1) as id",
                [AuditEntryProjection.RowsName],
                reader => new OrganizationId(reader.GetGuid(0)),
                cancellationToken
            );
            behind.ForEach(Add);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            _logger.SweepFailed(e.GetType());
        }
    }

    private void Add(OrganizationId organization)
    {
        if (_locks.Owns(PartitionOf(organization, _options.ProjectionPartitions)))
        {
            _due.Add(organization);
        }
        else
        {
            _due.Forget(organization);
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await foreach (var organization in _due.TakeAsync(cancellationToken))
        {
            try
            {
                await _runner.CatchUpAsync(organization, cancellationToken);
                _due.CaughtUp(organization);
                if (await _runner.CheckpointAsync(organization, now: false, cancellationToken) is { } due)
                {
                    _ = CheckpointLaterAsync(organization, due, cancellationToken);
                }
            }
            catch (ProjectionConflictException)
            {
                // Its owner goes on with it; or the other worker of this process, and then there may be more.
                _ = AddLaterAsync(organization, RetryAfter, cancellationToken);
            }
            catch (AuditReadException e)
            {
                _logger.ProjectionStopped(organization, e.Code);
                _ = AddLaterAsync(organization, RetryAfter, cancellationToken);
            }
            catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
            {
                _logger.ProjectionStopped(organization, FailureCode.DatabaseUnavailable);
                _ = AddLaterAsync(organization, RetryAfter, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // A bug, or an event nobody foresaw. The read models stay before it; the tree goes on, and wants its checkpoints.
                _logger.ProjectionCrashed(organization, e.GetType());
                _ = AddLaterAsync(organization, _options.CheckpointInterval, cancellationToken);
            }
        }
    }

    /// <summary>Looks again when the new entries have waited long enough for their checkpoint. One such wait for each organization.</summary>
    private async Task CheckpointLaterAsync(OrganizationId organization, DateTimeOffset due, CancellationToken cancellationToken)
    {
        if (await _due.CheckpointWaitAsync(organization, due, cancellationToken))
        {
            Add(organization);
        }
    }

    private async Task AddLaterAsync(OrganizationId organization, TimeSpan after, CancellationToken cancellationToken)
    {
        await Task.Delay(after, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Add(organization);
    }

    /// <summary>The last bytes of an organization's id are random.</summary>
    internal static int PartitionOf(OrganizationId organization, int partitions)
    {
        Span<byte> bytes = stackalloc byte[16];
        organization.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) % (uint)partitions);
    }
}
