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

    /// <summary>How long each class is kept, and the holds that stand.</summary>
    /// <returns><see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public Task<Outcome<RetentionState>> GetAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _database.RunAsync<RetentionState>(
            organization,
            async (scope, token) =>
            {
                var decided = await DecidedAsync(scope, token);
                await using var select = scope.CreateCommand(
                    "select hold_id, placed_at from audit.hold where organization_id = $1 and lifted_at is null order by placed_at, hold_id",
                    organization.Value
                );
                await using var reader = await select.ExecuteReaderAsync(token);
                var holds = new List<LegalHold>();
                while (await reader.ReadAsync(token))
                {
                    holds.Add(new LegalHold(reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1)));
                }

                return new RetentionState(
                    [
                        .. Enum.GetValues<AuditClass>()
                            .Select(one => decided.GetValueOrDefault(one.ToString()) ?? ClassRetention.Default(one)),
                    ],
                    holds
                );
            },
            cancellationToken
        );

    /// <summary>Keeps a class for so many days from now on, also what is there already.</summary>
    /// <param name="inForce">The version that the caller has seen, 0 for none; null: whichever is.</param>
    /// <returns>
    /// <see cref="FailureCode.InvalidRequest"/> for days that are not from 1 to <see cref="MaxDays"/>; <see cref="FailureCode.PreconditionFailed"/> when another
    /// version is in force; <see cref="FailureCode.Conflict"/> when somebody else changed it at this moment.
    /// </returns>
    public async Task<Outcome<ClassRetention>> SetDaysAsync(
        OrganizationId organization,
        AuditClass retentionClass,
        int days,
        long? inForce,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (days is < 1 or > MaxDays)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var name = retentionClass.ToString();
        return await _database.RunAsync<ClassRetention>(
            organization,
            async (scope, token) =>
            {
                var before = (await DecidedAsync(scope, token)).GetValueOrDefault(name) ?? ClassRetention.Default(retentionClass);
                if (inForce is { } seen && seen != before.Version)
                {
                    return new Failure(FailureCode.PreconditionFailed);
                }

                var after = new ClassRetention(retentionClass, days, before.Version + 1);
                await using var insert = scope.CreateCommand(
                    """
                    insert into audit.retention (organization_id, class, version, days, changed_at) values ($1, $2, $3, $4, $5)
                    on conflict do nothing
                    """,
                    organization.Value,
                    name,
                    after.Version,
                    days,
                    _clock.GetUtcNow()
                );
                if (await insert.ExecuteNonQueryAsync(token) != 1)
                {
                    return new Failure(FailureCode.Conflict);
                }

                var recorded = await RecordAsync(
                    organization,
                    $"audit-retention-{name}",
                    Text(before.Days),
                    Text(days),
                    null,
                    actor,
                    token
                );
                return recorded.Succeeded ? after : recorded.Failure;
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
                var recorded = await RecordAsync(organization, "audit-hold", null, Json(id), id, actor, token);
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
                    ? await RecordAsync(organization, "audit-hold", Json(hold), null, hold, actor, token)
                    : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );

    private async Task<Outcome<Done>> RecordAsync(
        OrganizationId organization,
        string setting,
        string? before,
        string? after,
        Guid? hold,
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
                    Target = hold is { } id ? new AuditTarget("hold", id.ToString("D")) : null,
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

    private static async Task<Dictionary<string, ClassRetention>> DecidedAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            "select distinct on (class) class, days, version::bigint from audit.retention where organization_id = $1 order by class, version desc",
            scope.Organization.Value
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var decided = new Dictionary<string, ClassRetention>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var name = reader.GetString(0);
            decided[name] = new ClassRetention(Enum.Parse<AuditClass>(name), reader.GetInt32(1), reader.GetInt64(2));
        }

        return decided;
    }

    private static string Text(int days) => days.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Classes">Every class there is.</param>
/// <param name="Holds">Those that stand.</param>
public sealed record RetentionState(IReadOnlyList<ClassRetention> Classes, IReadOnlyList<LegalHold> Holds);

/// <summary>How long a class of entries keeps its content.</summary>
/// <param name="Version">Counts the organization's decisions; 0 before the first.</param>
public sealed record ClassRetention(AuditClass Class, int Days, long Version)
{
    internal static ClassRetention Default(AuditClass retentionClass) => new(retentionClass, AuditRetention.DefaultDays, 0);
}

/// <summary>Nothing is purged or erased while it stands.</summary>
public sealed record LegalHold(Guid Id, DateTimeOffset PlacedAt);
