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

    /// <summary>Every rule, with what the organization decided about it.</summary>
    /// <returns><see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public Task<Outcome<IReadOnlyList<AlertRuleState>>> ListAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _database.RunAsync<IReadOnlyList<AlertRuleState>>(
            organization,
            async (scope, token) =>
            {
                await using var select = scope.CreateCommand(
                    "select rule, threshold, muted_until from audit.alert_rule where organization_id = $1",
                    organization.Value
                );
                await using var reader = await select.ExecuteReaderAsync(token);
                var decided = new Dictionary<string, (int, DateTimeOffset?)>(StringComparer.Ordinal);
                while (await reader.ReadAsync(token))
                {
                    decided[reader.GetString(0)] = (
                        reader.GetInt32(1),
                        await reader.IsDBNullAsync(2, token) ? null : reader.GetFieldValue<DateTimeOffset>(2)
                    );
                }

                return AlertRule
                    .All.Select(rule =>
                        decided.TryGetValue(rule.Name, out var own)
                            ? new AlertRuleState(rule, own.Item1, own.Item2)
                            : new AlertRuleState(rule, rule.Threshold, null)
                    )
                    .ToList();
            },
            cancellationToken
        );

    /// <param name="rule">A name from <see cref="AlertRule.All"/>.</param>
    /// <param name="threshold">From 1 to 1,000,000.</param>
    /// <param name="mutedUntil">Silent until then; null: not silent.</param>
    /// <param name="seen">What the caller has seen of the rule (<see cref="AlertRuleState.Tag"/>); null: whatever it is.</param>
    /// <returns>
    /// <see cref="FailureCode.InvalidRequest"/> for another rule or threshold; <see cref="FailureCode.PreconditionFailed"/> when the rule is not as the caller has
    /// seen it.
    /// </returns>
    public async Task<Outcome<AlertRuleState>> SetAsync(
        OrganizationId organization,
        string rule,
        int threshold,
        DateTimeOffset? mutedUntil,
        string? seen,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (threshold is < 1 or > 1_000_000 || AlertRule.All.FirstOrDefault(known => known.Name == rule) is not { } found)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        // Whole milliseconds, as the tag has them.
        var muted = mutedUntil is { } until
            ? DateTimeOffset.FromUnixTimeMilliseconds(until.ToUnixTimeMilliseconds())
            : (DateTimeOffset?)null;
        var next = new AlertRuleState(found, threshold, muted);
        return await _database.RunAsync<AlertRuleState>(
            organization,
            async (scope, token) =>
            {
                var before = await LockAsync(scope, found, token);
                if (seen is not null && seen != before.Tag)
                {
                    return new Failure(FailureCode.PreconditionFailed);
                }

                await using var update = scope.CreateCommand(
                    "update audit.alert_rule set threshold = $3, muted_until = $4::timestamptz where organization_id = $1 and rule = $2",
                    organization.Value,
                    rule,
                    threshold,
                    muted
                );
                await update.ExecuteNonQueryAsync(token);
                var recorded = await RecordAsync(organization, before, next, actor, token);
                return recorded.Succeeded ? next : recorded.Failure;
            },
            cancellationToken
        );
    }

    /// <summary>The rule as it is, with its row, which nobody else changes until the transaction ends.</summary>
    private static async Task<AlertRuleState> LockAsync(OrganizationScope scope, AlertRule rule, CancellationToken cancellationToken)
    {
        await using var insert = scope.CreateCommand(
            "insert into audit.alert_rule (organization_id, rule, threshold) values ($1, $2, $3) on conflict do nothing",
            scope.Organization.Value,
            rule.Name,
            rule.Threshold
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await using var select = scope.CreateCommand(
            "select threshold, muted_until from audit.alert_rule where organization_id = $1 and rule = $2 for update",
            scope.Organization.Value,
            rule.Name
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new AlertRuleState(
            rule,
            reader.GetInt32(0),
            await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(1)
        );
    }

    private Task<Outcome<long>> RecordAsync(
        OrganizationId organization,
        AlertRuleState before,
        AlertRuleState after,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        return _log.AppendAsync(
            organization,
            [
                new SettingChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                    Target = new AuditTarget("alert-rule", after.Rule.Name),
                    Setting = $"alert-{after.Rule.Name}",
                    OldValue = new PersonalText(Json(before)),
                    NewValue = new PersonalText(Json(after)),
                },
            ],
            cancellationToken
        );
    }

    private static string Json(AlertRuleState state) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"threshold\":{state.Threshold},\"mutedUntil\":{Json(state.MutedUntil)}}}");

    private static string Json(DateTimeOffset? time) => time is { } at ? $"\"{at.UtcDateTime:O}\"" : "null";
}

/// <summary>A rule with what an organization decided about it.</summary>
/// <param name="MutedUntil">Silent until then; null: not silent.</param>
public sealed record AlertRuleState(AlertRule Rule, int Threshold, DateTimeOffset? MutedUntil)
{
    /// <summary>Another one for another state: who changes a rule says what they have seen.</summary>
    public string Tag => string.Create(CultureInfo.InvariantCulture, $"{Threshold}-{MutedUntil?.ToUnixTimeMilliseconds() ?? 0}");
}
