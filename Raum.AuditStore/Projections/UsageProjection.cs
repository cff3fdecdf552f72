using Raum.AuditStore.Events;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Read model <c>usage</c>: tokens and cost per day (UTC), provider and model. An answer from the cache is no call.</summary>
internal sealed class UsageProjection : IStatistics
{
    public string Name => "usage.v1";

    public async Task ApplyAsync(IReadOnlyList<RecordedEvent> batch, OrganizationScope scope, CancellationToken cancellationToken)
    {
        var rows = batch
            .Select(recorded => recorded.Event)
            .OfType<JobProviderCalled>()
            .Where(called => !called.FromCache)
            .GroupBy(called => (Day: DateOnly.FromDateTime(called.At.UtcDateTime), called.Provider, called.Model, called.Currency))
            .ToList();
        if (rows.Count == 0)
        {
            return;
        }

        await using var upsert = scope.CreateCommand(
            """
            insert into projection.usage as day_usage
              (organization_id, day, provider, model, currency, calls, failed_calls, input_tokens, output_tokens, cost, generation)
            select $1, *, (select projection.current_generation()) from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (organization_id, day, provider, model, currency, generation) do update set
              calls = day_usage.calls + excluded.calls,
              failed_calls = day_usage.failed_calls + excluded.failed_calls,
              input_tokens = day_usage.input_tokens + excluded.input_tokens,
              output_tokens = day_usage.output_tokens + excluded.output_tokens,
              cost = day_usage.cost + excluded.cost
            """,
            scope.Organization.Value,
            rows.Select(row => row.Key.Day).ToArray(),
            rows.Select(row => row.Key.Provider).ToArray(),
            rows.Select(row => row.Key.Model).ToArray(),
            rows.Select(row => row.Key.Currency).ToArray(),
            rows.Select(row => row.LongCount()).ToArray(),
            rows.Select(row => row.LongCount(called => called.Result != AuditResult.Success)).ToArray(),
            rows.Select(row => row.Sum(called => called.InputTokens)).ToArray(),
            rows.Select(row => row.Sum(called => called.OutputTokens)).ToArray(),
            rows.Select(row => row.Sum(called => called.Cost ?? 0)).ToArray()
        );
        await upsert.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ClearAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var delete = scope.CreateCommand("delete from projection.usage where organization_id = $1", scope.Organization.Value);
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task MoveAsync(OrganizationScope scope, int generation, CancellationToken cancellationToken)
    {
        await using var move = scope.CreateCommand(
            """
            with moved as (delete from projection.usage where organization_id = $1 returning *)
            insert into projection.usage
              (organization_id, day, provider, model, currency, calls, failed_calls, input_tokens, output_tokens, cost, generation)
            select organization_id, day, provider, model, currency, calls, failed_calls, input_tokens, output_tokens, cost, $2 from moved
            """,
            scope.Organization.Value,
            generation
        );
        await move.ExecuteNonQueryAsync(cancellationToken);
    }
}
