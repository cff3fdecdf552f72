using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>A read model. What it writes depends on the events alone, however they are cut into batches, so that building it again gives the same rows.</summary>
internal interface IProjection
{
    /// <summary>Ends in a version: another shape is another read model, built beside the old one.</summary>
    string Name { get; }

    /// <param name="batch">Consecutive revisions of one organization, each seen once.</param>
    Task ApplyAsync(IReadOnlyList<RecordedEvent> batch, OrganizationScope scope, CancellationToken cancellationToken);

    /// <summary>Removes the organization's rows of the generation that the scope works on.</summary>
    Task ClearAsync(OrganizationScope scope, CancellationToken cancellationToken);
}

/// <summary>A row for each event, whatever came before it: a batch may be written while the one before it is still on its way.</summary>
internal interface IRowPerEvent : IProjection;

/// <summary>Sums that outlive the entries they were made of, so that they cannot be built again once bodies were removed.</summary>
internal interface IStatistics : IProjection
{
    /// <summary>Takes the organization's rows over into another generation.</summary>
    Task MoveAsync(OrganizationScope scope, int generation, CancellationToken cancellationToken);
}
