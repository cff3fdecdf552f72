using System.Globalization;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Retention;

/// <summary>Ends bodies of events when their retention ends. What is left proves that it was there and says why it is gone (AUD-4).</summary>
public sealed class AuditRetention
{
    /// <summary>Days that a class is kept when the organization has not decided otherwise (AUD-4).</summary>
    public const int DefaultDays = 90;

    private readonly PlacedDatabase _purge;
    private readonly PlacedDatabase _lookup;
    private readonly AuditProjector _projector;
    private readonly BodyRemoval _removal;
    private readonly TimeProvider _clock;

    /// <param name="lookup">Signs in as <c>raum_projector</c>, which may ask which organizations there are.</param>
    internal AuditRetention(PlacedDatabase purge, PlacedDatabase lookup, AuditProjector projector, BodyRemoval removal, TimeProvider clock)
    {
        _purge = purge;
        _lookup = lookup;
        _projector = projector;
        _removal = removal;
        _clock = clock;
    }

    /// <summary>Ends every month of every class whose retention is over. Entries are kept for at least their days, and at most a month longer: a month ends as a whole.</summary>
    /// <returns>How many bodies ended; 0 while a legal hold stands. Failures of the stores: what was begun goes on with the next call.</returns>
    public async Task<Outcome<long>> PurgeExpiredAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var due = await _purge.RunAsync<bool>(
            organization,
            async (scope, token) =>
                !await RetentionRows.IsHeldAsync(scope, token)
                && ((await Removals.OfMonthsAsync(scope, token)).Count > 0 || (await ExpiredAsync(scope, token)).Count > 0),
            cancellationToken
        );
        if (!due.Succeeded || !due.Value)
        {
            return due.Succeeded ? 0 : due.Failure;
        }

        try
        {
            // An entry that is on record and in no read model yet would lose its key without a mark.
            await _projector.CatchUpAsync(organization, cancellationToken);
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }

        var planned = await _purge.RunAsync(organization, PlanAsync, cancellationToken);
        if (!planned.Succeeded)
        {
            return planned.Failure;
        }

        long removed = 0;
        foreach (var removal in planned.Value)
        {
            var done = await _removal.RunAsync(organization, removal, cancellationToken);
            if (done is { Succeeded: false, Failure.Code: FailureCode.Conflict })
            {
                // A hold was placed meanwhile.
                return removed;
            }

            if (!done.Succeeded)
            {
                return done.Failure;
            }

            removed += done.Value;
        }

        return removed;
    }

    /// <summary>Organizations that <see cref="PurgeExpiredAsync"/> has to look at: all there are, and the installation's own log.</summary>
    public async Task<Outcome<IReadOnlyList<OrganizationId>>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var organizations = new List<OrganizationId> { OrganizationId.Installation };
            await using var command = _lookup.Shared.CreateLookup("select id from lookup.organization_ids() as id");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                organizations.Add(new OrganizationId(reader.GetGuid(0)));
            }

            return organizations;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Writes down what has expired, and reads it together with what was left undone.</summary>
    private async Task<Outcome<List<Removal>>> PlanAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        if (!await Removals.TakeTurnAsync(scope, cancellationToken))
        {
            return new List<Removal>();
        }

        var now = _clock.GetUtcNow();
        foreach (var (retentionClass, month, days) in await ExpiredAsync(scope, cancellationToken))
        {
            await Removals.AddAsync(
                scope,
                new Removal(
                    Guid.CreateVersion7(now),
                    string.Create(CultureInfo.InvariantCulture, $"{retentionClass}|{month:yyyy-MM}"),
                    retentionClass,
                    month,
                    string.Create(CultureInfo.InvariantCulture, $"retention of {days} days"),
                    await RetentionRows.OfMonthAsync(scope, retentionClass, month, cancellationToken),
                    now
                ),
                cancellationToken
            );
        }

        return await Removals.OfMonthsAsync(scope, cancellationToken);
    }

    private async Task<List<(string Class, DateOnly Month, int Days)>> ExpiredAsync(
        OrganizationScope scope,
        CancellationToken cancellationToken
    )
    {
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        var days = await RetentionRows.DaysAsync(scope, cancellationToken);
        return
        [
            .. (await RetentionRows.MonthsAsync(scope, cancellationToken))
                .Select(kept => (kept.Class, kept.Month, Days: days.GetValueOrDefault(kept.Class, DefaultDays)))
                .Where(kept => kept.Month.AddMonths(1).AddDays(kept.Days) <= today),
        ];
    }
}
