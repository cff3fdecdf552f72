using System.Data.Common;
using System.Globalization;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Data.Changes;

namespace Raum.Organizations.Quotas;

/// <summary>What organizations and their API keys may use up. The operator sets it; services keep it in memory until it changes.</summary>
public sealed class QuotaStore(RaumDatabase database, IAuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    private const long MostJobs = 1_000_000_000;
    private const decimal MostSpend = 9_000_000;
    private const int MostRequests = 100_000;

    // Keys that were rolled over, with the first of their line and their place in it.
    private const string Lines = """
        with recursive line (first, api_key_id, place) as (
          select api_key_id, api_key_id, 0 from organizations.api_key as oldest
          where organization_id = $1 and replaces is null
            and exists (select 1 from organizations.api_key as later where later.organization_id = $1 and later.replaces = oldest.api_key_id)
          union all
          select line.first, later.api_key_id, line.place + 1
          from organizations.api_key as later join line on later.replaces = line.api_key_id
          where later.organization_id = $1
        )
        select first, api_key_id from line order by first, place
        """;

    private readonly Kept<OrganizationId, OrganizationQuotas> _kept = new(changes, clock, (organization, _) => organization);

    /// <summary>The quotas in force, for requests and jobs, which ask all the time.</summary>
    /// <returns><see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public ValueTask<Outcome<OrganizationQuotas>> CurrentAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _kept.GetAsync(organization, GetAsync, cancellationToken);

    /// <summary>The quotas as they are in the database now.</summary>
    /// <returns><see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public async Task<Outcome<OrganizationQuotas>> GetAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(
                """
                select api_key_id, requests_per_second, jobs_per_day, jobs_per_month, spend_per_day, spend_per_month, version
                from organizations.quota where organization_id = $1
                """,
                organization.Value
            );
            batch.Add(Lines, organization.Value);
            await using var reader = await batch.ReadAsync(cancellationToken);
            var whole = Quota.None;
            var keys = new Dictionary<ApiKeyId, Quota>();
            while (await reader.ReadAsync(cancellationToken))
            {
                var quota = new Quota
                {
                    RequestsPerSecond = reader.GetNullable<int?>(1),
                    JobsPerDay = reader.GetNullable<long?>(2),
                    JobsPerMonth = reader.GetNullable<long?>(3),
                    SpendPerDay = reader.GetNullable<decimal?>(4),
                    SpendPerMonth = reader.GetNullable<decimal?>(5),
                    Version = reader.GetInt64(6),
                };
                if (reader.GetGuid(0) is var id && id == Guid.Empty)
                {
                    whole = quota;
                }
                else
                {
                    keys[new ApiKeyId(id)] = quota;
                }
            }

            await reader.NextResultAsync(cancellationToken);
            var lines = await LinesAsync(reader, cancellationToken);
            return whole.Version == 0 && keys.Count == 0 && lines.Count == 0
                ? OrganizationQuotas.None
                : new OrganizationQuotas(whole, keys, lines);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Changes the quota of an organization or of one of its keys. The change is on record before it is in force.</summary>
    /// <param name="key">Null: of the organization as a whole. The quota of a key is that of all the keys it was rolled over to, and from.</param>
    /// <returns>
    /// The quota in force afterwards, the same when nothing changed; <see cref="FailureCode.NotFound"/> when the organization has no such key,
    /// <see cref="FailureCode.InvalidRequest"/> for a number out of range, <see cref="FailureCode.Conflict"/> when somebody else changed it meanwhile.
    /// </returns>
    public async Task<Outcome<Quota>> ChangeAsync(
        OrganizationId organization,
        ApiKeyId? key,
        Func<Quota, Quota> change,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var current = await GetAsync(organization, cancellationToken);
        if (!current.Succeeded)
        {
            return current.Failure;
        }

        var before = key is { } mine ? current.Value.Of(mine) : current.Value.Organization;
        var after = change(before) with { Version = before.Version + 1 };
        if (!IsInRange(after))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var events = Events(before, after, new AuditTarget("quota", (key?.Value ?? organization.Value).ToString("D")), actor);
        if (events.Count == 0)
        {
            return before;
        }

        var changed = await database.RunAsync<Quota>(
            organization,
            async (scope, stop) =>
            {
                if (key is { } id && !await IsThereAsync(scope, id, stop))
                {
                    return new Failure(FailureCode.NotFound);
                }

                if (!await StoreAsync(scope, key is { } one ? current.Value.LineOf(one)[0] : null, after, stop))
                {
                    return new Failure(FailureCode.Conflict);
                }

                var recorded = await audit.AppendAsync(organization, events, stop);
                return recorded.Succeeded ? after : recorded.Failure;
            },
            cancellationToken
        );
        changes.Changed(organization);
        return changed;
    }

    private static async Task<Dictionary<ApiKeyId, IReadOnlyList<ApiKeyId>>> LinesAsync(
        DbDataReader reader,
        CancellationToken cancellationToken
    )
    {
        var lines = new Dictionary<ApiKeyId, IReadOnlyList<ApiKeyId>>();
        var line = new List<ApiKeyId>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var first = new ApiKeyId(reader.GetGuid(0));
            if (line.Count == 0 || line[0] != first)
            {
                line = [];
            }

            var key = new ApiKeyId(reader.GetGuid(1));
            line.Add(key);
            lines[key] = line;
        }

        return lines;
    }

    private static bool IsInRange(Quota quota) =>
        quota.RequestsPerSecond is null or (>= 1 and <= MostRequests)
        && quota.JobsPerDay is null or (>= 0 and <= MostJobs)
        && quota.JobsPerMonth is null or (>= 0 and <= MostJobs)
        && IsMoney(quota.SpendPerDay)
        && IsMoney(quota.SpendPerMonth);

    private static bool IsMoney(decimal? spend) =>
        spend is null || (spend is >= 0 and <= MostSpend && decimal.Round(spend.Value, 2) == spend);

    private static async Task<bool> IsThereAsync(OrganizationScope scope, ApiKeyId key, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            "select 1 from organizations.api_key where organization_id = $1 and api_key_id = $2",
            scope.Organization.Value,
            key.Value
        );
        return await select.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>False when somebody else made this version.</summary>
    private async Task<bool> StoreAsync(OrganizationScope scope, ApiKeyId? key, Quota quota, CancellationToken cancellationToken)
    {
        await using var upsert = scope.CreateCommand(
            """
            insert into organizations.quota as quota (organization_id, api_key_id, requests_per_second, jobs_per_day, jobs_per_month,
              spend_per_day, spend_per_month, version, changed_at)
            values ($1, $2, $3::int, $4::bigint, $5::bigint, $6::numeric, $7::numeric, $8, $9)
            on conflict (organization_id, api_key_id) do update set
              requests_per_second = excluded.requests_per_second,
              jobs_per_day = excluded.jobs_per_day,
              jobs_per_month = excluded.jobs_per_month,
              spend_per_day = excluded.spend_per_day,
              spend_per_month = excluded.spend_per_month,
              version = excluded.version,
              changed_at = excluded.changed_at
            where quota.version = excluded.version - 1
            """,
            scope.Organization.Value,
            key?.Value ?? Guid.Empty,
            quota.RequestsPerSecond,
            quota.JobsPerDay,
            quota.JobsPerMonth,
            quota.SpendPerDay,
            quota.SpendPerMonth,
            quota.Version,
            clock.GetUtcNow()
        );
        return await upsert.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private List<AuditEvent> Events(Quota before, Quota after, AuditTarget target, AuditActor actor)
    {
        var now = clock.GetUtcNow();
        var correlation = new CorrelationId(Guid.CreateVersion7(now));
        return
        [
            .. Numbers(before)
                .Zip(Numbers(after))
                .Where(pair => pair.First.Value != pair.Second.Value)
                .Select(pair => new SettingChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = correlation,
                    Target = target,
                    Setting = pair.Second.Name,
                    OldValue = Text(pair.First.Value),
                    NewValue = Text(pair.Second.Value),
                    Version = after.Version,
                }),
        ];
    }

    private static IEnumerable<(string Name, decimal? Value)> Numbers(Quota quota) =>
        [
            ("quota.requestsPerSecond", quota.RequestsPerSecond),
            ("quota.jobsPerDay", quota.JobsPerDay),
            ("quota.jobsPerMonth", quota.JobsPerMonth),
            ("quota.spendPerDay", quota.SpendPerDay),
            ("quota.spendPerMonth", quota.SpendPerMonth),
        ];

    private static PersonalText? Text(decimal? value) =>
        value is { } number ? new PersonalText(number.ToString("0.##", CultureInfo.InvariantCulture)) : null;
}
