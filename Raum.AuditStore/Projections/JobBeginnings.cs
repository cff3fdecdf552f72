using System.Globalization;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>
/// What the log no longer tells about jobs whose first entries were removed: their ticket, whom they were about. A rebuild takes it over from the read models that
/// it replaces, so that the entries that are left are found when that person asks.
/// </summary>
internal static class JobBeginnings
{
    /// <summary>Takes it over to a generation that is complete, before the old one is cleared.</summary>
    public static async Task MoveAsync(OrganizationScope scope, int generation, CancellationToken cancellationToken)
    {
        await WorkOnAsync(scope, generation, cancellationToken);
        var jobs = await WithoutBeginningAsync(scope, cancellationToken);
        await WorkOnAsync(scope, null, cancellationToken);
        if (jobs.Count > 0)
        {
            await MoveSubjectsAsync(scope, jobs, generation, cancellationToken);
            await MoveSummariesAsync(scope, jobs, generation, cancellationToken);
        }
    }

    private static async Task<List<Guid>> WithoutBeginningAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            "select job_id from projection.job_summary where organization_id = $1 and queued_at is null",
            scope.Organization.Value
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var jobs = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            jobs.Add(reader.GetGuid(0));
        }

        return jobs;
    }

    private static async Task MoveSubjectsAsync(
        OrganizationScope scope,
        List<Guid> jobs,
        int generation,
        CancellationToken cancellationToken
    )
    {
        await using var move = scope.CreateCommand(
            """
            with moved as (delete from projection.job_subject where organization_id = $1 and job_id = any ($2) returning print, job_id)
            insert into projection.job_subject (organization_id, print, job_id, generation) select $1, print, job_id, $3 from moved
            on conflict do nothing
            """,
            scope.Organization.Value,
            jobs.ToArray(),
            generation
        );
        await move.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task MoveSummariesAsync(
        OrganizationScope scope,
        List<Guid> jobs,
        int generation,
        CancellationToken cancellationToken
    )
    {
        // Rows of two generations are never seen at once: they go through memory.
        var rows = new List<(Guid Job, DateTimeOffset? QueuedAt, string? Delivery, long? Ticket, int? Masked)>();
        await using (
            var select = scope.CreateCommand(
                "select job_id, queued_at, delivery, ticket_id, masked_values from projection.job_summary where organization_id = $1 and job_id = any ($2)",
                scope.Organization.Value,
                jobs.ToArray()
            )
        )
        await using (var reader = await select.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(
                    (
                        reader.GetGuid(0),
                        Value<DateTimeOffset>(1),
                        reader.IsDBNull(2) ? null : reader.GetString(2),
                        Value<long>(3),
                        Value<int>(4)
                    )
                );
            }

            T? Value<T>(int column)
                where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
        }

        await WorkOnAsync(scope, generation, cancellationToken);
        await using (
            var update = scope.CreateCommand(
                """
                update projection.job_summary job set queued_at = o.queued_at, delivery = coalesce(job.delivery, o.delivery),
                  ticket_id = coalesce(job.ticket_id, o.ticket_id), masked_values = coalesce(job.masked_values, o.masked_values)
                from unnest($2, $3, $4, $5, $6) as o (job_id, queued_at, delivery, ticket_id, masked_values)
                where job.organization_id = $1 and job.job_id = o.job_id
                """,
                scope.Organization.Value,
                rows.Select(row => row.Job).ToArray(),
                rows.Select(row => row.QueuedAt).ToArray(),
                rows.Select(row => row.Delivery).ToArray(),
                rows.Select(row => row.Ticket).ToArray(),
                rows.Select(row => row.Masked).ToArray()
            )
        )
        {
            await update.ExecuteNonQueryAsync(cancellationToken);
        }

        await WorkOnAsync(scope, null, cancellationToken);
    }

    private static async Task WorkOnAsync(OrganizationScope scope, int? generation, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select set_config('raum.generation', $1, true)",
            generation?.ToString(CultureInfo.InvariantCulture) ?? ""
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
