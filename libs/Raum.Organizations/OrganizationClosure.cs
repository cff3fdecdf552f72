using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.Organizations;

/// <summary>
/// Closes accounts (AUD-4, DATA-1, DATA-2): from then on nothing is served and no job runs (<see cref="FailureCode.OrganizationClosed"/>). When the days that were
/// agreed are over and the last export was written, the worker destroys everything but what proves the log.
/// </summary>
public sealed class OrganizationClosure
{
    /// <summary>The longest that account data stays after a closure (DATA-1).</summary>
    public const int MostDays = 30;

    private readonly RaumDatabase _platform;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    /// <param name="platform">Signs in as <c>raum_platform</c>.</param>
    public OrganizationClosure(RaumDatabase platform, IAuditLog audit, TimeProvider clock) =>
        (_platform, _audit, _clock) = (platform, audit, clock);

    /// <summary>Closes an organization. One that is closed stays as it is.</summary>
    /// <param name="days">0 to <see cref="MostDays"/>: how long it can be opened again. 0 is the early deletion of a whole account (DATA-2).</param>
    /// <returns>
    /// How it stands; <see cref="FailureCode.NotFound"/>; <see cref="FailureCode.InvalidRequest"/> for other days; failures of the stores, and then the same call
    /// goes on.
    /// </returns>
    public async Task<Outcome<Closure>> CloseAsync(OrganizationId id, int days, AuditActor actor, CancellationToken cancellationToken)
    {
        if (days is < 0 or > MostDays || id == OrganizationId.Installation)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var before = await FindAsync(id, cancellationToken);
        if (!before.Succeeded || before.Value.ClosedAt is not null)
        {
            return before;
        }

        // On record, then done: who finds the doors shut finds the reason.
        var now = _clock.GetUtcNow();
        var recorded = await RecordAsync(id, closed: true, now.AddDays(days), actor, now, cancellationToken);
        return recorded.Succeeded
            ? await ChangeAsync(
                "closed_at = $2, destroy_after = $3 where organization_id = $1 and closed_at is null",
                id,
                cancellationToken,
                id.Value,
                now,
                now.AddDays(days)
            )
            : recorded.Failure;
    }

    /// <summary>Opens an organization again that was closed, as long as nothing of it has gone.</summary>
    /// <returns>
    /// How it stands; <see cref="FailureCode.NotFound"/>; <see cref="FailureCode.Gone"/> when its end has begun, and then it stays closed; failures of the stores.
    /// </returns>
    public async Task<Outcome<Closure>> ReopenAsync(OrganizationId id, AuditActor actor, CancellationToken cancellationToken)
    {
        var before = await FindAsync(id, cancellationToken);
        if (!before.Succeeded || before.Value.ClosedAt is null)
        {
            return before;
        }

        // The row is locked from here on, against an end that begins at this moment: what is recorded is what is done.
        var opened = await _platform.RunAsync<Done>(
            id,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update organizations.organization set closed_at = null, destroy_after = null, exported_at = null
                    where organization_id = $1 and closed_at is not null and ending_at is null
                    """,
                    id.Value
                );
                if (await update.ExecuteNonQueryAsync(stop) != 1)
                {
                    return new Failure(FailureCode.Gone);
                }

                var recorded = await RecordAsync(id, closed: false, null, actor, _clock.GetUtcNow(), stop);
                return recorded.Succeeded ? default(Done) : recorded.Failure;
            },
            cancellationToken
        );
        var after = await FindAsync(id, cancellationToken);
        return !after.Succeeded || opened.Succeeded ? after
            // Somebody else opened it.
            : after.Value.ClosedAt is null ? after
            : opened.Failure;
    }

    /// <summary>The customer has the last export and its checkpoint: from now on the organization may be destroyed when its days are over.</summary>
    /// <param name="closed">When it was closed, before the export was made: one that was opened and closed again meanwhile has no last export yet.</param>
    /// <returns>As <see cref="FindAsync"/>.</returns>
    public Task<Outcome<Closure>> ExportedAsync(OrganizationId id, DateTimeOffset closed, CancellationToken cancellationToken) =>
        ChangeAsync(
            "exported_at = $2 where organization_id = $1 and closed_at = $3 and exported_at is null",
            id,
            cancellationToken,
            id.Value,
            _clock.GetUtcNow(),
            closed
        );

    /// <returns>How it stands; <see cref="FailureCode.NotFound"/>; <see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public async Task<Outcome<Closure>> FindAsync(OrganizationId id, CancellationToken cancellationToken)
    {
        try
        {
            await using var select = _platform
                .CreateLookup(
                    "select closed_at, destroy_after, exported_at, destroyed_at, ending_at from organizations.organization where organization_id = $1"
                )
                .With(id.Value);
            await using var reader = await select.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken)
                ? new Closure(Time(reader, 0), Time(reader, 1), Time(reader, 2), Time(reader, 3), Time(reader, 4))
                : new Failure(FailureCode.NotFound);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task<Outcome<Closure>> ChangeAsync(
        string change,
        OrganizationId id,
        CancellationToken cancellationToken,
        params object[] values
    )
    {
        try
        {
            await using var update = _platform.CreateLookup($"update organizations.organization set {change}").With(values);
            await update.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }

        return await FindAsync(id, cancellationToken);
    }

    private Task<Outcome<long>> RecordAsync(
        OrganizationId id,
        bool closed,
        DateTimeOffset? destroyAfter,
        AuditActor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        _audit.AppendAsync(
            id,
            [
                new ClosureChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                    Target = new AuditTarget("organization", id.ToString()),
                    Closed = closed,
                    DestroyAfter = destroyAfter,
                },
            ],
            cancellationToken
        );

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

/// <summary>How a closure stands; all null for an organization that is open.</summary>
/// <param name="DestroyAfter">From when on it is destroyed.</param>
/// <param name="ExportedAt">When the last export was written.</param>
/// <param name="EndingAt">When its end began: since then there is no way back.</param>
public sealed record Closure(
    DateTimeOffset? ClosedAt,
    DateTimeOffset? DestroyAfter,
    DateTimeOffset? ExportedAt,
    DateTimeOffset? DestroyedAt,
    DateTimeOffset? EndingAt
);
