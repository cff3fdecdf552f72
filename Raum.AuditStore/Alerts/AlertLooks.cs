using Raum.Core;
using Raum.Data;

namespace Raum.AuditStore.Alerts;

/// <summary>How far a rule has counted, and what waits to be counted.</summary>
/// <param name="Revision">The last entry that was counted.</param>
/// <param name="Until">The last entry that waits; null when none does.</param>
/// <param name="Since">None of those that wait is older.</param>
/// <param name="Telling">The last entry of an alert that somebody began to put on record.</param>
/// <param name="Told">The last entry of the last alert: what was told counts no more.</param>
internal sealed record AlertLook(
    string Rule,
    long Revision,
    long? Until,
    DateTimeOffset? Since,
    long? Telling,
    long Told,
    DateTimeOffset? ToldAt,
    int? Threshold,
    DateTimeOffset? MutedUntil
);

/// <summary>The rows behind <see cref="AlertWatch"/>. Several workers may look at once: a row moves forward only from where its reader has seen it.</summary>
internal sealed class AlertLooks(PlacedDatabase projector)
{
    /// <summary>Takes over what was projected since the last look, and says where every rule stands.</summary>
    public async Task<List<AlertLook>> BeginAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var batch = projector
            .CreateBatch(organization)
            .Add(
                """
                insert into projection.alert_look (organization_id, rule) select $1, r from unnest($2) as r
                where not exists (select from projection.alert_look l where l.organization_id = $1 and l.rule = r)
                on conflict do nothing
                """,
                organization.Value,
                AlertRule.All.Select(rule => rule.Name).ToArray()
            )
            .Add(
                """
                with news as (delete from projection.news where organization_id = $1 returning first_at, last)
                update projection.alert_look l set since = least(l.since, news.first_at), until = greatest(l.until, news.last)
                from news where l.organization_id = $1 and l.rule = any ($2)
                """,
                organization.Value,
                AlertRule.All.Where(rule => rule.Source == AlertSource.Entries).Select(rule => rule.Name).ToArray()
            )
            .Add(
                """
                select l.rule, l.revision, l.until, l.since, l.telling, l.told, l.told_at, r.threshold, r.muted_until
                from projection.alert_look l left join audit.alert_rule r using (organization_id, rule)
                where l.organization_id = $1
                """,
                organization.Value
            );
        await using var reader = await batch.ReadAsync(cancellationToken);
        var looks = new List<AlertLook>();
        while (await reader.ReadAsync(cancellationToken))
        {
            looks.Add(
                new AlertLook(
                    reader.GetString(0),
                    reader.GetInt64(1),
                    reader.IsDBNull(2) ? null : reader.GetInt64(2),
                    Time(3),
                    reader.IsDBNull(4) ? null : reader.GetInt64(4),
                    reader.GetInt64(5),
                    Time(6),
                    reader.IsDBNull(7) ? null : reader.GetInt32(7),
                    Time(8)
                )
            );
        }

        return looks;

        DateTimeOffset? Time(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }

    /// <summary>The largest number of entries within a window, for each rule, of windows that hold one that was not counted before.</summary>
    /// <param name="rules">With where each stands, and the last entry to count.</param>
    /// <param name="admins">Ids of who administers the organization.</param>
    public async Task<List<long>> CountAsync(
        OrganizationId organization,
        IReadOnlyList<(AlertRule Rule, AlertLook Look, long Until)> rules,
        string[] admins,
        CancellationToken cancellationToken
    )
    {
        await using var batch = projector.CreateBatch(organization);
        foreach (var (rule, look, until) in rules)
        {
            // What happened while the rule was silent stays untold, but for its last window.
            var from = look.MutedUntil > look.Since ? look.MutedUntil.Value : look.Since!.Value;
            batch.Add(
                $"""
                select coalesce(max(c.entries), 0) from (
                  select count(*) over w as entries, max(a.revision) over w as newest
                  from projection.audit_entry a
                  where a.organization_id = $1 and a.at >= $2 and a.revision > $3 and a.revision <= $4 and $7::text[] is not null and ({rule.Sql})
                  window w as (order by a.at range between $6::interval preceding and current row)) c
                where c.newest > $5
                """,
                organization.Value,
                from - rule.Window,
                look.Told,
                until,
                look.Revision,
                rule.Window,
                admins
            );
        }

        return await ReadNumbersAsync(batch, rules.Count, cancellationToken);
    }

    /// <summary>Notes that an alert about the entries up to <paramref name="until"/> is being put on record.</summary>
    /// <returns>False when somebody else was quicker.</returns>
    public Task<bool> ClaimAsync(OrganizationId organization, AlertLook look, long until, CancellationToken cancellationToken) =>
        MoveAsync(
            "update projection.alert_look set telling = $4 where organization_id = $1 and rule = $2 and revision = $3 and telling is null",
            organization,
            cancellationToken,
            organization.Value,
            look.Rule,
            look.Revision,
            until
        );

    /// <summary>The alert is on record.</summary>
    public Task<bool> ToldAsync(
        OrganizationId organization,
        AlertLook look,
        long until,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        MoveAsync(
            """
            update projection.alert_look set revision = $4, told = $4, told_at = $5, telling = null,
              since = case when until > $4 then since end, until = case when until > $4 then until end
            where organization_id = $1 and rule = $2 and revision = $3 and telling = $4
            """,
            organization,
            cancellationToken,
            organization.Value,
            look.Rule,
            look.Revision,
            until,
            at
        );

    /// <summary>Too few: counted, and nothing to tell.</summary>
    public Task<bool> CountedAsync(OrganizationId organization, AlertLook look, long until, CancellationToken cancellationToken) =>
        MoveAsync(
            """
            update projection.alert_look set revision = $4,
              since = case when until > $4 then since end, until = case when until > $4 then until end
            where organization_id = $1 and rule = $2 and revision = $3 and telling is null
            """,
            organization,
            cancellationToken,
            organization.Value,
            look.Rule,
            look.Revision,
            until
        );

    /// <summary>A state, and not entries, was told.</summary>
    public Task<bool> StateToldAsync(OrganizationId organization, AlertLook look, DateTimeOffset at, CancellationToken cancellationToken) =>
        MoveAsync(
            "update projection.alert_look set told_at = $3 where organization_id = $1 and rule = $2",
            organization,
            cancellationToken,
            organization.Value,
            look.Rule,
            at
        );

    internal static async Task<List<long>> ReadNumbersAsync(OrganizationBatch batch, int count, CancellationToken cancellationToken)
    {
        var numbers = new List<long>(count);
        await using var reader = await batch.ReadAsync(cancellationToken);
        for (var i = 0; i < count; i++)
        {
            await reader.ReadAsync(cancellationToken);
            numbers.Add(reader.GetInt64(0));
            await reader.NextResultAsync(cancellationToken);
        }

        return numbers;
    }

    private async Task<bool> MoveAsync(
        string sql,
        OrganizationId organization,
        CancellationToken cancellationToken,
        params object?[] values
    )
    {
        await using var batch = projector.CreateBatch(organization).Add(sql, values);
        return await batch.ExecuteAsync(cancellationToken) == 1;
    }
}
