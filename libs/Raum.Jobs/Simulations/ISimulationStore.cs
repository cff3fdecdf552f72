using Raum.Core;

namespace Raum.Jobs.Simulations;

/// <summary>What simulations found, sealed, for a short time. Adapter: <c>Redis/</c>.</summary>
public interface ISimulationStore
{
    /// <summary>Keeps it; what an earlier try of the job left is replaced.</summary>
    /// <returns><see cref="FailureCode.QueueUnavailable"/> when it may not be kept.</returns>
    Task<Outcome<Done>> PutAsync(
        OrganizationId organization,
        JobId job,
        ReadOnlyMemory<byte> sealedBytes,
        CancellationToken cancellationToken
    );

    /// <returns>Null when there is nothing, or no longer; <see cref="FailureCode.QueueUnavailable"/>.</returns>
    Task<Outcome<byte[]?>> FindAsync(OrganizationId organization, JobId job, CancellationToken cancellationToken);
}
