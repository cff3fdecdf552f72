using Raum.Core;

namespace Raum.AuditStore.Erasure;

/// <summary>What of jobs is kept outside of Postgres for a while: states, results, texts that wait. Adapter: <c>Raum.Jobs/Redis</c>.</summary>
public interface IJobTraces
{
    /// <summary>How many of these jobs wait or run, and may still record something.</summary>
    Task<Outcome<int>> CountUnsettledAsync(OrganizationId organization, IReadOnlyList<JobId> jobs, CancellationToken cancellationToken);

    /// <summary>Removes everything of settled jobs. The same call again does nothing.</summary>
    Task<Outcome<Done>> EraseAsync(OrganizationId organization, IReadOnlyList<JobId> jobs, CancellationToken cancellationToken);
}
