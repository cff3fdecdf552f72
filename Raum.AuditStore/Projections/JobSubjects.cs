using Raum.AuditStore.Events;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Read model <c>job_subject</c>, beside <see cref="JobSummaryProjection"/>: whom a job was about, by keyed hash.</summary>
internal static class JobSubjects
{
    public static async Task AddAsync(IReadOnlyList<RecordedEvent> batch, OrganizationScope scope, CancellationToken cancellationToken)
    {
        var rows = batch
            .Select(recorded => recorded.Event)
            .OfType<JobMasked>()
            .SelectMany(masked => masked.Subjects ?? [], (masked, print) => (Print: print, Job: masked.Job.Value))
            .ToList();
        if (rows.Count == 0)
        {
            return;
        }

        await using var insert = scope.CreateCommand(
            """
            insert into projection.job_subject (organization_id, print, job_id, generation)
            select $1, *, (select projection.current_generation()) from unnest($2, $3) on conflict do nothing
            """,
            scope.Organization.Value,
            rows.Select(row => row.Print).ToArray(),
            rows.Select(row => row.Job).ToArray()
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
