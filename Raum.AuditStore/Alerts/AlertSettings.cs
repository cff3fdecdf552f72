using System.Globalization;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Alerts;

/// <summary>Thresholds of an organization, and rules that are silent for a while. Every change is on record before it counts.</summary>
public sealed class AlertSettings
{
    private readonly PlacedDatabase _database;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal AlertSettings(PlacedDatabase database, IAuditLog log, TimeProvider clock) =>
        (_database, _log, _clock) = (database, log, clock);

    /// <param name="rule">A name from <see cref="AlertRule.All"/>.</param>
    /// <param name="threshold">From 1 to 1,000,000.</param>
    /// <param name="mutedUntil">Silent until then; null: not silent.</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for another rule or threshold.</returns>
    public async Task<Outcome<Done>> SetAsync(
        OrganizationId organization,
        string rule,
        int threshold,
        DateTimeOffset? mutedUntil,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (threshold is < 1 or > 1_000_000 || AlertRule.All.All(known => known.Name != rule))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var now = _clock.GetUtcNow();
        var value = string.Create(CultureInfo.InvariantCulture, $"{{\"threshold\":{threshold},\"mutedUntil\":{Json(mutedUntil)}}}");
        var recorded = await _log.AppendAsync(
            organization,
            [
                new SettingChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                    Setting = $"alert-{rule}",
                    NewValue = new PersonalText(value),
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded
            ? await _database.RunAsync<Done>(
                organization,
                async (scope, token) =>
                {
                    await using var upsert = scope.CreateCommand(
                        """
                        insert into audit.alert_rule (organization_id, rule, threshold, muted_until) values ($1, $2, $3, $4::timestamptz)
                        on conflict (organization_id, rule) do update set threshold = excluded.threshold, muted_until = excluded.muted_until
                        """,
                        organization.Value,
                        rule,
                        threshold,
                        mutedUntil?.ToUniversalTime()
                    );
                    await upsert.ExecuteNonQueryAsync(token);
                    return default(Done);
                },
                cancellationToken
            )
            : recorded.Failure;
    }

    private static string Json(DateTimeOffset? time) => time is { } at ? $"\"{at.UtcDateTime:O}\"" : "null";
}
