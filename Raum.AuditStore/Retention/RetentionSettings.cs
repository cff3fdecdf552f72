using System.Globalization;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Retention;

/// <summary>How long classes are kept, and legal holds. Every change is on record before it counts.</summary>
public sealed class RetentionSettings
{
    /// <summary>10 years (AUD-4).</summary>
    public const int MaxDays = 3650;

    private readonly PlacedDatabase _database;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal RetentionSettings(PlacedDatabase database, IAuditLog log, TimeProvider clock)
    {
        _database = database;
        _log = log;
        _clock = clock;
    }

    /// <summary>Keeps a class for so many days from now on, also what is there already.</summary>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for days that are not from 1 to <see cref="MaxDays"/>; <see cref="FailureCode.Conflict"/> when somebody else changed it at this moment.</returns>
    public async Task<Outcome<Done>> SetDaysAsync(
        OrganizationId organization,
        AuditClass retentionClass,
        int days,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (days is < 1 or > MaxDays)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var name = retentionClass.ToString();
        return await _database.RunAsync<Done>(
            organization,
            async (scope, token) =>
            {
                // Another change at this moment takes the same version, and one of the two is refused: what was read is what is replaced.
                await using var read = scope.CreateCommand(
                    "select days, version from audit.retention where organization_id = $1 and class = $2 order by version desc limit 1",
                    organization.Value,
                    name
                );
                var (before, version) = (AuditRetention.DefaultDays, 0);
                await using (var reader = await read.ExecuteReaderAsync(token))
                {
                    if (await reader.ReadAsync(token))
                    {
                        (before, version) = (reader.GetInt32(0), reader.GetInt32(1));
                    }
                }

                await using var insert = scope.CreateCommand(
                    """
                    insert into audit.retention (organization_id, class, version, days, changed_at)
                    values ($1, $2, $3, $4, $5) on conflict do nothing
                    """,
                    organization.Value,
                    name,
                    version + 1,
                    days,
                    _clock.GetUtcNow()
                );
                if (await insert.ExecuteNonQueryAsync(token) != 1)
                {
                    return new Failure(FailureCode.Conflict);
                }

                return await RecordAsync(
                    organization,
                    $"audit-retention-{name}",
                    before.ToString(CultureInfo.InvariantCulture),
                    days.ToString(CultureInfo.InvariantCulture),
                    actor,
                    token
                );
            },
            cancellationToken
        );
    }

    /// <summary>From now on nothing is purged or erased, until the hold is lifted.</summary>
    /// <returns>The hold's id.</returns>
    public Task<Outcome<Guid>> PlaceHoldAsync(OrganizationId organization, AuditActor actor, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(_clock.GetUtcNow());
        return _database.RunAsync<Guid>(
            organization,
            async (scope, token) =>
            {
                // In turn with removals: one that has begun is over before this answers, every other one sees the hold.
                await using (var turn = scope.CreateCommand("select projection.take_turn()"))
                {
                    await turn.ExecuteNonQueryAsync(token);
                }

                await using var insert = scope.CreateCommand(
                    "insert into audit.hold (organization_id, hold_id, placed_at) values ($1, $2, $3)",
                    organization.Value,
                    id,
                    _clock.GetUtcNow()
                );
                await insert.ExecuteNonQueryAsync(token);
                var recorded = await RecordAsync(organization, "audit-hold", null, Json(id), actor, token);
                return recorded.Succeeded ? id : recorded.Failure;
            },
            cancellationToken
        );
    }

    /// <returns><see cref="FailureCode.NotFound"/> when no such hold stands.</returns>
    public Task<Outcome<Done>> LiftHoldAsync(
        OrganizationId organization,
        Guid hold,
        AuditActor actor,
        CancellationToken cancellationToken
    ) =>
        _database.RunAsync<Done>(
            organization,
            async (scope, token) =>
            {
                await using var update = scope.CreateCommand(
                    "update audit.hold set lifted_at = $3 where organization_id = $1 and hold_id = $2 and lifted_at is null",
                    organization.Value,
                    hold,
                    _clock.GetUtcNow()
                );
                return await update.ExecuteNonQueryAsync(token) == 1
                    ? await RecordAsync(organization, "audit-hold", Json(hold), null, actor, token)
                    : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );

    private async Task<Outcome<Done>> RecordAsync(
        OrganizationId organization,
        string setting,
        string? before,
        string? after,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        var recorded = await _log.AppendAsync(
            organization,
            [
                new SettingChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                    Setting = setting,
                    OldValue = before is null ? null : new PersonalText(before),
                    NewValue = after is null ? null : new PersonalText(after),
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded ? default(Done) : recorded.Failure;
    }

    private static string Json(Guid hold) => $"\"{hold:D}\"";
}
