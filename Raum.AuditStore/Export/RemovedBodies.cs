using Raum.Data;

namespace Raum.AuditStore.Export;

/// <summary>Which bodies are gone, and why.</summary>
internal static class RemovedBodies
{
    /// <returns>By revision: <c>expired</c> or <c>erased</c>.</returns>
    public static Task<IReadOnlyDictionary<long, string>> ReadAsync(
        OrganizationScope scope,
        long first,
        long last,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyDictionary<long, string>>(new Dictionary<long, string>());
}
