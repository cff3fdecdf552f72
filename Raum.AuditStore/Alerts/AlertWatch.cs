using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Alerts;

/// <summary>Looks at every active organization for suspicious patterns (AUD-7) and puts alerts on record; sinks deliver them.</summary>
/// <remarks>One alert a rule and window, however many workers look: its id is made of both, and the log takes an id once.</remarks>
public sealed class AlertWatch
{
    private readonly PlacedDatabase _projector;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal AlertWatch(PlacedDatabase projector, IAuditLog log, TimeProvider clock) =>
        (_projector, _log, _clock) = (projector, log, clock);

    /// <summary>Organizations whose log has grown within the longest window.</summary>
    public async Task<Outcome<IReadOnlyList<OrganizationId>>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var organizations = new List<OrganizationId>();
            await using var command = _projector.Shared.CreateLookup("select id from lookup.active_organizations($1) as id");
            command.With(_clock.GetUtcNow() - (2 * AlertRule.All.Max(rule => rule.Window)));
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

    /// <summary>Counts every rule in one round trip, and records an alert for each that reached its threshold and was not told within its window.</summary>
    /// <returns>The names of the rules that were told now.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> LookAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        List<(AlertRule Rule, long Count, long Threshold)> reached;
        try
        {
            reached = await CountAsync(organization, now, cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }

        var told = new List<string>();
        foreach (var (rule, count, threshold) in reached)
        {
            var recorded = await _log.AppendAsync(organization, [Alert(organization, rule, count, threshold, now)], cancellationToken);
            if (recorded.Succeeded)
            {
                told.Add(rule.Name);
            }
            else if (recorded.Failure.Code != FailureCode.AuditConflict)
            {
                return recorded.Failure;
            }
        }

        return told;
    }

    private async Task<List<(AlertRule Rule, long Count, long Threshold)>> CountAsync(
        OrganizationId organization,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var batch = _projector
            .CreateBatch(organization)
            .Add(
                "select rule, threshold, coalesce(muted_until > $2, false) from audit.alert_rule where organization_id = $1",
                organization.Value,
                now
            )
            .Add(
                "select target_id, max(at) from projection.audit_entry where organization_id = $1 and type = 'alert-raised.v1' and at >= $2 group by 1",
                organization.Value,
                now - AlertRule.All.Max(rule => rule.Window)
            );
        var ofLog = AlertRule.All.Where(rule => !rule.IsOfSettings).ToList();
        foreach (var rule in ofLog)
        {
            batch.Add(rule.CountSql, organization.Value, now - rule.Window);
        }

        var counts = await CountSettingsAsync(organization, now, cancellationToken);
        var decided = new Dictionary<string, (long Threshold, bool Muted)>(StringComparer.Ordinal);
        var told = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await using var reader = await batch.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            decided[reader.GetString(0)] = (reader.GetInt32(1), reader.GetBoolean(2));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            told[reader.GetString(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        }

        foreach (var rule in ofLog)
        {
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            counts.Add((rule, reader.GetInt64(0)));
        }

        var reached = new List<(AlertRule, long, long)>();
        foreach (var (rule, count) in counts)
        {
            var (threshold, muted) = decided.GetValueOrDefault(rule.Name, (rule.Threshold, false));
            if (count >= threshold && !muted && !(told.TryGetValue(rule.Name, out var last) && last > now - rule.Window))
            {
                reached.Add((rule, count, threshold));
            }
        }

        return reached;
    }

    private async Task<List<(AlertRule Rule, long Count)>> CountSettingsAsync(
        OrganizationId organization,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var rules = AlertRule.All.Where(rule => rule.IsOfSettings).ToList();
        await using var batch = _projector.Shared.CreateBatch(organization);
        foreach (var rule in rules)
        {
            batch.Add(rule.CountSql, organization.Value, now - rule.Window);
        }

        var counts = new List<(AlertRule, long)>();
        await using var reader = await batch.ReadAsync(cancellationToken);
        foreach (var rule in rules)
        {
            await reader.ReadAsync(cancellationToken);
            counts.Add((rule, reader.GetInt64(0)));
            await reader.NextResultAsync(cancellationToken);
        }

        return counts;
    }

    private static AlertRaised Alert(OrganizationId organization, AlertRule rule, long count, long threshold, DateTimeOffset now)
    {
        var id = IdOf(string.Create(CultureInfo.InvariantCulture, $"{organization}|alert|{rule.Name}|{now.UtcTicks / rule.Window.Ticks}"));
        return new AlertRaised
        {
            Id = id,
            At = now,
            Actor = AuditActor.System("alerts"),
            Correlation = new CorrelationId(id),
            Target = new AuditTarget("alert", rule.Name),
            Rule = rule.Name,
            Count = count,
            Threshold = threshold,
            WindowSeconds = (long)rule.Window.TotalSeconds,
        };
    }

    private static Guid IdOf(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        // RFC 9562, version 8: a custom hash.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
