using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Retention;

/// <summary>
/// Destroys organizations that were closed (AUD-4, DATA-1): the bodies of their log with a receipt, then every row of theirs and their keys. What stays is what proves
/// the log: headers, salts and hashes, tree, checkpoints, public keys and receipts.
/// </summary>
/// <remarks>
/// It begins with a point of no return, in Postgres and under the same conditions as the end: until then the organization can be opened again and nothing has gone.
/// A legal hold that is placed after it keeps what is left, until it is lifted.
/// </remarks>
public sealed class OrganizationEnd
{
    internal const string Cause = "closure";

    /// <summary>A process that is away for longer has nothing in hand any more.</summary>
    private static readonly TimeSpan SweptFor = TimeSpan.FromDays(7);

    private readonly PlacedDatabase _purge;
    private readonly AuditProjector _projector;
    private readonly BodyRemoval _removal;
    private readonly LogTruncation _truncation;
    private readonly TimeProvider _clock;

    internal OrganizationEnd(
        PlacedDatabase purge,
        AuditProjector projector,
        BodyRemoval removal,
        LogTruncation truncation,
        TimeProvider clock
    ) => (_purge, _projector, _removal, _truncation, _clock) = (purge, projector, removal, truncation, clock);

    /// <summary>Those whose days are over and whose last export was written.</summary>
    public Task<Outcome<IReadOnlyList<OrganizationId>>> DueAsync(CancellationToken cancellationToken) =>
        FindAsync("select id from lookup.ended_organizations($1) as id", _clock.GetUtcNow(), cancellationToken);

    /// <summary>Those that are due and in a database of their own: an operator brings them back first.</summary>
    public Task<Outcome<IReadOnlyList<OrganizationId>>> ElsewhereAsync(CancellationToken cancellationToken) =>
        FindAsync("select id from lookup.ended_elsewhere($1) as id", _clock.GetUtcNow(), cancellationToken);

    /// <summary>Those that were destroyed so lately that a process which had begun before may have left rows: <see cref="SweepAsync"/>.</summary>
    public Task<Outcome<IReadOnlyList<OrganizationId>>> DestroyedAsync(CancellationToken cancellationToken) =>
        FindAsync("select id from lookup.destroyed_organizations($1) as id", _clock.GetUtcNow() - SweptFor, cancellationToken);

    private async Task<Outcome<IReadOnlyList<OrganizationId>>> FindAsync(string sql, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _purge.Shared.CreateLookup(sql).With(at);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var due = new List<OrganizationId>();
            while (await reader.ReadAsync(cancellationToken))
            {
                due.Add(new OrganizationId(reader.GetGuid(0)));
            }

            return due;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Destroys one of them. Whoever does it again, after a crash or beside another worker, goes on with what is left.</summary>
    /// <returns>
    /// <see cref="FailureCode.Conflict"/> while a legal hold stands; <see cref="FailureCode.PreconditionFailed"/> for one that is not to be destroyed, or not any more;
    /// failures of the stores, and then the next call goes on. Postgres itself refuses an organization that is not to be destroyed.
    /// </returns>
    public async Task<Outcome<Done>> RunAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            // What is on record and in no read model yet has a body too.
            await _projector.CatchUpAsync(organization, cancellationToken);
            var planned = await _purge.RunAsync(organization, PlanAsync, cancellationToken);
            if (!planned.Succeeded)
            {
                return planned.Failure;
            }

            if (planned.Value is { } removal)
            {
                var removed = await _removal.RunAsync(organization, removal, cancellationToken);
                if (!removed.Succeeded)
                {
                    return removed.Failure;
                }

                // The last checkpoint, over the record of the removal, while there is a key to sign it.
                await _projector.CatchUpAsync(organization, cancellationToken);
                var cut = await _truncation.RunAsync(organization, cancellationToken);
                if (!cut.Succeeded)
                {
                    return cut.Failure;
                }

                await _projector.CatchUpAsync(organization, cancellationToken);
            }
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }

        return await SweepAsync(organization, cancellationToken);
    }

    /// <summary>Removes every row but what proves the log; also such as came after the end.</summary>
    /// <returns><see cref="FailureCode.Conflict"/> while a legal hold stands; failures of the database.</returns>
    public Task<Outcome<Done>> SweepAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _purge.Shared.RunAsync<Done>(organization, DestroyAsync, cancellationToken);

    /// <returns>Null when no body is left.</returns>
    private async Task<Outcome<Removal?>> PlanAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        if (!await Removals.TakeTurnAsync(scope, cancellationToken))
        {
            return new Failure(FailureCode.Conflict);
        }

        var now = _clock.GetUtcNow();
        await using (var begin = scope.CreateCommand("select raum.begin_end($1)", now))
        {
            if (await begin.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return new Failure(FailureCode.PreconditionFailed);
            }
        }

        var revisions = await RetentionRows.WithBodyAsync(scope, cancellationToken);
        if (revisions.Count > 0)
        {
            var removal = new Removal(Guid.CreateVersion7(now), Cause, null, null, "the account was closed", revisions, now);
            await Removals.AddAsync(scope, removal, cancellationToken);
        }

        return await Removals.OfAsync(scope, Cause, cancellationToken);
    }

    private async Task<Outcome<Done>> DestroyAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var end = scope.CreateCommand("select raum.end_organization($1)", _clock.GetUtcNow());
        return await end.ExecuteScalarAsync(cancellationToken) is true ? default(Done) : new Failure(FailureCode.Conflict);
    }
}
