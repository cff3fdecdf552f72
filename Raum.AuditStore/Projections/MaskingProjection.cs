using Raum.AuditStore.Events;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Read model <c>masking</c>: how many values of each type were masked, per day (UTC), and in how many texts.</summary>
internal sealed class MaskingProjection : IStatistics
{
    public string Name => "masking.v1";

    public async Task ApplyAsync(IReadOnlyList<RecordedEvent> batch, OrganizationScope scope, CancellationToken cancellationToken)
    {
        var rows = batch
            .Select(recorded => recorded.Event)
            .OfType<JobMasked>()
            .SelectMany(
                masked => masked.ValuesByType,
                (masked, values) => (Day: DateOnly.FromDateTime(masked.At.UtcDateTime), values.Key, values.Value)
            )
            .GroupBy(value => (value.Day, value.Key))
            .ToList();
        if (rows.Count == 0)
        {
            return;
        }

        await using var upsert = scope.CreateCommand(
            """
            insert into projection.masking as day_masking (organization_id, day, type, masked_values, texts, generation)
            select $1, *, (select projection.current_generation()) from unnest($2, $3, $4, $5)
            on conflict (organization_id, day, type, generation) do update set
              masked_values = day_masking.masked_values + excluded.masked_values,
              texts = day_masking.texts + excluded.texts
            """,
            scope.Organization.Value,
            rows.Select(row => row.Key.Day).ToArray(),
            rows.Select(row => row.Key.Key).ToArray(),
            rows.Select(row => row.Sum(value => (long)value.Value)).ToArray(),
            rows.Select(row => row.LongCount()).ToArray()
        );
        await upsert.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ClearAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var delete = scope.CreateCommand("delete from projection.masking where organization_id = $1", scope.Organization.Value);
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task MoveAsync(OrganizationScope scope, int generation, CancellationToken cancellationToken)
    {
        await using var move = scope.CreateCommand(
            """
            with moved as (delete from projection.masking where organization_id = $1 returning *)
            insert into projection.masking (organization_id, day, type, masked_values, texts, generation)
            select organization_id, day, type, masked_values, texts, $2 from moved
            """,
            scope.Organization.Value,
            generation
        );
        await move.ExecuteNonQueryAsync(cancellationToken);
    }
}
