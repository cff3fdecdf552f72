using Npgsql;
using Raum.Core;

namespace Raum.Data;

/// <summary>Knows which organizations are in a database of their own, and the way there. Answers may be kept in memory: each database keeps out whoever comes to the wrong one.</summary>
public interface IPlacements
{
    /// <summary>The database of an organization, for the role that <paramref name="shared"/> signs in as; null where it is the shared one.</summary>
    /// <exception cref="PlacementException">It is on its way, or the way there does not open.</exception>
    ValueTask<NpgsqlDataSource?> FindAsync(RaumDatabase shared, OrganizationId organization, CancellationToken cancellationToken);

    /// <summary>Every organization that is placed, on its way there or back; true for those that are there.</summary>
    Task<IReadOnlyDictionary<OrganizationId, bool>> ListAsync(RaumDatabase shared, CancellationToken cancellationToken);
}

/// <summary>Nobody works for the organization now: its rows are on their way, or the way to them does not open. To be tried again, as with a database that is away.</summary>
/// <param name="isMoving">True when it is on its way, and nothing is wrong.</param>
public sealed class PlacementException(bool isMoving) : Exception("The organization's database is not to be used now.")
{
    public bool IsMoving => isMoving;
}
