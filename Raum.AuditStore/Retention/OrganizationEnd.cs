using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Retention;

/// <summary>
/// Destroys organizations that were closed (AUD-4, DATA-1): the bodies of their log with a receipt, then every row of theirs and their keys. What stays is what proves
/// the log: headers, salts and hashes, tree, checkpoints, public keys and receipts.
/// </summary>
public sealed class OrganizationEnd
{
    internal const string Cause = "closure";

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
    public async Task<Outcome<IReadOnlyList<OrganizationId>>> DueAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _purge
                .Shared.CreateLookup("select id from lookup.ended_organizations($1) as id")
                .With(_clock.GetUtcNow());
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
    /// <see cref="FailureCode.Conflict"/> while a legal hold stands; failures of the stores, and then the next call goes on. Postgres itself refuses an organization
    /// that is not to be destroyed.
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

        return await _purge.Shared.RunAsync<Done>(organization, DestroyAsync, cancellationToken);
    }

    /// <returns>Null when no body is left.</returns>
    private async Task<Outcome<Removal?>> PlanAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        if (!await Removals.TakeTurnAsync(scope, cancellationToken))
        {
            return new Failure(FailureCode.Conflict);
        }

        var revisions = await RetentionRows.WithBodyAsync(scope, cancellationToken);
        if (revisions.Count > 0)
        {
            var now = _clock.GetUtcNow();
            var removal = new Removal(Guid.CreateVersion7(now), Cause, null, null, "the account was closed", revisions, now);
            await Removals.AddAsync(scope, removal, cancellationToken);
        }

        return await Removals.OfAsync(scope, Cause, cancellationToken);
    }

    private async Task<Outcome<Done>> DestroyAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var end = scope.CreateCommand("select raum.end_organization($1)", _clock.GetUtcNow());
        await end.ExecuteNonQueryAsync(cancellationToken);
        return default(Done);
    }
}
