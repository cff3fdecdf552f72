using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Proofs.Merkle;
using Raum.Proofs.Notes;

namespace Raum.AuditStore.Proofs;

/// <summary>Signs checkpoints as the tree grows. Signs nothing that does not continue what it signed before: a log must never say two things.</summary>
/// <param name="database">Signs in as <c>raum_projector</c>.</param>
internal sealed class CheckpointSigner(
    PlacedDatabase database,
    LogKeys keys,
    TimeProvider clock,
    IOptions<AuditStoreOptions> options,
    ILogger<CheckpointSigner> logger
)
{
    /// <summary>So many leaves are never without a checkpoint, however short the time.</summary>
    public const int MaxLeaves = 1000;

    /// <summary>Signs when it is time, or when <paramref name="now"/> says so and there is something new.</summary>
    /// <returns>When the leaves that are there will want a checkpoint; null when all of them have one.</returns>
    /// <exception cref="AuditReadException">No key, or a tree that is not what was signed (<see cref="FailureCode.SealBroken"/>).</exception>
    public async Task<DateTimeOffset?> SignIfDueAsync(OrganizationId organization, bool now, CancellationToken cancellationToken)
    {
        await using var scope = await database.OpenAsync(organization, cancellationToken);
        await using (
            var take = scope.CreateCommand(
                "select from projection.checkpoint where organization_id = $1 and projection = $2 for update",
                organization.Value,
                TreeBuilder.Name
            )
        )
        {
            await take.ExecuteNonQueryAsync(cancellationToken);
        }

        var last = await CheckpointStore.LatestAsync(scope, cancellationToken);
        var size = await TileStore.SizeAsync(scope, cancellationToken);
        if (size == (last?.Size ?? 0))
        {
            return null;
        }

        // A clock that was set back would leave the tree without checkpoints until it has caught up.
        var time = clock.GetUtcNow();
        if (
            !now
            && last is not null
            && size - last.Size < MaxLeaves
            && time >= last.SignedAt
            && time < last.SignedAt + options.Value.CheckpointInterval
        )
        {
            return last.SignedAt + options.Value.CheckpointInterval;
        }

        var root = await RootAsync(scope, last, size, cancellationToken);
        var note = await keys.SignAsync(scope, origin => new Checkpoint(origin, size, root).Text, cancellationToken);
        await CheckpointStore.AddAsync(scope, new StoredCheckpoint(size, root, note.ToString(), time), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>The tree's root, when the tree still begins with what was signed last.</summary>
    private async Task<TreeHash> RootAsync(OrganizationScope scope, StoredCheckpoint? last, long size, CancellationToken cancellationToken)
    {
        try
        {
            if (size < last?.Size)
            {
                throw new TreeDamagedException();
            }

            var peaks = ProofPlan.Peaks(size);
            var proof = ProofPlan.Consistency(last?.Size ?? 0, size);
            var hashOf = await TileStore.ReadAsync(scope, peaks.Nodes.Concat(proof.Nodes), cancellationToken);
            var root = new CompactTree(size, peaks.Resolve(hashOf)).Root();
            if (
                last is null
                || (
                    await IsOursAsync(scope, last, cancellationToken)
                    && MerkleProof.IsConsistent(last.Size, last.Root, size, root, proof.Resolve(hashOf))
                )
            )
            {
                return root;
            }
        }
        catch (TreeDamagedException)
        {
            // The same as a tree that says something else.
        }

        logger.TreeDamaged(scope.Organization, last?.Size ?? 0, size);
        throw new AuditReadException(FailureCode.SealBroken);
    }

    /// <summary>The row says what was signed: a row that was changed together with the tree would otherwise hide the change.</summary>
    private static async Task<bool> IsOursAsync(OrganizationScope scope, StoredCheckpoint last, CancellationToken cancellationToken)
    {
        var known = await LogKeys.PublicAsync(scope, cancellationToken);
        return SignedNote.Parse(last.Note) is { } note
            && note.Check([.. known.Select(key => key.Key)]) == NoteVerdict.Good
            && Checkpoint.Parse(note.Text) is { } signed
            && signed.Size == last.Size
            && signed.Root == last.Root;
    }
}
