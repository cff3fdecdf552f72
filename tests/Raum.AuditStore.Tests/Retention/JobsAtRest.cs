using Raum.AuditStore.Erasure;
using Raum.Core;

namespace Raum.AuditStore.Tests.Retention;

/// <summary>A queue in which no job runs, for tests that have none; each asking can be given something to happen.</summary>
internal sealed class JobsAtRest : IJobTraces
{
    /// <summary>Happens while somebody asks; then every job is settled.</summary>
    public Func<Task> WhenAsked { get; set; } = () => Task.CompletedTask;

    /// <summary>Happens while the traces are removed.</summary>
    public Func<Task> WhenErased { get; set; } = () => Task.CompletedTask;

    public async Task<Outcome<int>> CountUnsettledAsync(
        OrganizationId organization,
        IReadOnlyList<JobId> jobs,
        CancellationToken cancellationToken
    )
    {
        await WhenAsked();
        return 0;
    }

    public async Task<Outcome<Done>> EraseAsync(OrganizationId organization, IReadOnlyList<JobId> jobs, CancellationToken cancellationToken)
    {
        await WhenErased();
        return default(Done);
    }
}
