using System.Globalization;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Alerts;

/// <summary>Looks at organizations for suspicious patterns (AUD-7) and puts alerts on record; sinks deliver them.</summary>
/// <remarks>
/// Each rule goes on behind the last entry that it has counted, so that what happened while nobody looked is told late and not lost. One alert a rule and window, however
/// many workers look: its id is made of the rule and where it stood, and the log takes an id once.
/// </remarks>
public sealed class AlertWatch
{
    private readonly PlacedDatabase _projector;
    private readonly AlertLooks _looks;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal AlertWatch(PlacedDatabase projector, IAuditLog log, TimeProvider clock) =>
        (_projector, _looks, _log, _clock) = (projector, new AlertLooks(projector), log, clock);

    /// <summary>Organizations whose log has grown lately, or where something waits to be counted.</summary>
    public async Task<Outcome<IReadOnlyList<OrganizationId>>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _projector.LookUpAsync(
                "select id from lookup.active_organizations($1) as id",
                [_clock.GetUtcNow() - (2 * AlertRule.All.Max(rule => rule.Window))],
                reader => new OrganizationId(reader.GetGuid(0)),
                cancellationToken
            );
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Counts what is new for every rule, and records an alert for each that reached its threshold and was not told within its window.</summary>
    /// <returns>The names of the rules that were told now. After a failure the next call goes on, and nothing is lost.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> LookAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            var looks = (await _looks.BeginAsync(organization, cancellationToken)).ToDictionary(look => look.Rule, StringComparer.Ordinal);
            var now = _clock.GetUtcNow();
            var told = new List<string>();
            var states = AlertRule.All.Where(rule => rule.Source != AlertSource.Entries && !IsSilent(looks[rule.Name], rule, now)).ToList();
            var counts = await StatesAsync(organization, states, now, cancellationToken);
            var failed =
                await TellEntriesAsync(organization, looks, told, now, cancellationToken)
                ?? await TellStatesAsync(organization, looks, states.Zip(counts), told, now, cancellationToken);
            return failed is null ? told : failed;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task<Failure?> TellEntriesAsync(
        OrganizationId organization,
        Dictionary<string, AlertLook> looks,
        List<string> told,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // What somebody began to tell is told first, with the entries that it was about.
        var due = AlertRule
            .All.Where(rule => rule.Source == AlertSource.Entries)
            .Select(rule => (Rule: rule, Look: looks[rule.Name]))
            .Where(found => found.Look.Since is not null && (found.Look.Telling is not null || !IsSilent(found.Look, found.Rule, now)))
            .Select(found => (found.Rule, found.Look, Until: found.Look.Telling ?? found.Look.Until!.Value))
            .ToList();
        if (due.Count == 0)
        {
            return null;
        }

        var admins = await Administrators.OfAsync(_projector.Shared, organization, cancellationToken);
        var counts = await _looks.CountAsync(organization, due, admins, cancellationToken);
        foreach (var ((rule, look, until), count) in due.Zip(counts))
        {
            var threshold = look.Threshold ?? rule.Threshold;
            if (look.Telling is null && count < threshold)
            {
                await _looks.CountedAsync(organization, look, until, cancellationToken);
                continue;
            }

            if (look.Telling is null && !await _looks.ClaimAsync(organization, look, until, cancellationToken))
            {
                continue;
            }

            var id = NamedId.Of(string.Create(CultureInfo.InvariantCulture, $"{organization}|alert|{rule.Name}|behind {look.Revision}"));
            if (await RecordAsync(organization, id, rule, count, threshold, now, told, cancellationToken) is { } failure)
            {
                return failure;
            }

            await _looks.ToldAsync(organization, look, until, now, cancellationToken);
        }

        return null;
    }

    private async Task<Failure?> TellStatesAsync(
        OrganizationId organization,
        Dictionary<string, AlertLook> looks,
        IEnumerable<(AlertRule Rule, long Count)> states,
        List<string> told,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        foreach (var (rule, count) in states)
        {
            var look = looks[rule.Name];
            var threshold = look.Threshold ?? rule.Threshold;
            if (count < threshold)
            {
                continue;
            }

            var window = now.UtcTicks / rule.Window.Ticks;
            var id = NamedId.Of(string.Create(CultureInfo.InvariantCulture, $"{organization}|alert|{rule.Name}|{window}"));
            if (await RecordAsync(organization, id, rule, count, threshold, now, told, cancellationToken) is { } failure)
            {
                return failure;
            }

            await _looks.StateToldAsync(organization, look, now, cancellationToken);
        }

        return null;
    }

    private async Task<Failure?> RecordAsync(
        OrganizationId organization,
        Guid id,
        AlertRule rule,
        long count,
        long threshold,
        DateTimeOffset now,
        List<string> told,
        CancellationToken cancellationToken
    )
    {
        var alert = new AlertRaised
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
        var recorded = await _log.AppendAsync(organization, [alert], cancellationToken);
        if (recorded.Succeeded)
        {
            told.Add(rule.Name);
            return null;
        }

        // Another process told the same.
        return recorded.Failure.Code == FailureCode.AuditConflict ? null : recorded.Failure;
    }

    /// <summary>Silenced, or told within its window.</summary>
    private static bool IsSilent(AlertLook look, AlertRule rule, DateTimeOffset now) =>
        look.MutedUntil > now || look.ToldAt > now - rule.Window;

    private async Task<List<long>> StatesAsync(
        OrganizationId organization,
        List<AlertRule> rules,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var counts = new List<long>();
        foreach (var rule in rules)
        {
            var database = rule.Source == AlertSource.Settings ? (ScopedDatabase)_projector.Shared : _projector;
            await using var batch = database.CreateBatch(organization).Add(rule.Sql, organization.Value, now - rule.Window);
            counts.AddRange(await AlertLooks.ReadNumbersAsync(batch, 1, cancellationToken));
        }

        return counts;
    }
}
