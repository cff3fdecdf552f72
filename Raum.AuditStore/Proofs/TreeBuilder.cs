using System.Security.Cryptography;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Proofs;

namespace Raum.AuditStore.Proofs;

/// <summary>Makes leaves of what is recorded, in order of revision: the revision is the leaf's index. Never built again, because what is signed stays signed.</summary>
internal static class TreeBuilder
{
    /// <summary>Its name among the checkpoints of the projections.</summary>
    public const string Name = "tree.v1";

    /// <exception cref="AuditReadException"><see cref="FailureCode.SealBroken"/>: the tree does not end before these events.</exception>
    public static async Task ApplyAsync(IReadOnlyList<StoredEvent> batch, OrganizationScope scope, CancellationToken cancellationToken)
    {
        var size = await TileStore.SizeAsync(scope, cancellationToken);
        if (size != batch[0].Revision)
        {
            throw new AuditReadException(FailureCode.SealBroken);
        }

        var leaves = batch.Select(stored =>
            AuditLeaf.Hash(stored.Event.Header, stored.Event.BodyHash ?? SHA256.HashData(stored.Event.Body), stored.Event.Salt)
        );
        await TileStore.AppendAsync(scope, size, [.. leaves], cancellationToken);
    }
}
