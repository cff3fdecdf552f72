using System.Security.Cryptography;
using Raum.AuditStore.Export;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Proofs;
using Raum.Proofs.Merkle;
using Raum.Proofs.Notes;

namespace Raum.AuditStore.Proofs;

/// <summary>What an organization can show of its log to who does not trust Raum: checkpoints, proofs, public keys (AUD-5).</summary>
public sealed class AuditProofs
{
    private readonly PlacedDatabase _database;
    private readonly ILogStore _store;

    internal AuditProofs(PlacedDatabase database, ILogStore store)
    {
        _database = database;
        _store = store;
    }

    /// <summary>The newest signed checkpoint.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> before the first one.</returns>
    public Task<Outcome<SignedNote>> LatestCheckpointAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        RunAsync<SignedNote>(
            organization,
            async (scope, token) =>
                await CheckpointStore.LatestAsync(scope, token) is { } latest ? Read(latest) : new Failure(FailureCode.NotFound),
            cancellationToken
        );

    /// <summary>The public keys of the organization's log, the newest first; empty before the first checkpoint.</summary>
    public Task<Outcome<IReadOnlyList<LogKey>>> KeysAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<LogKey>>(
            organization,
            async (scope, token) => new List<LogKey>(await LogKeys.PublicAsync(scope, token)),
            cancellationToken
        );

    /// <summary>The signed receipts of what was removed, the oldest first.</summary>
    public Task<Outcome<IReadOnlyList<string>>> ReceiptsAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<string>>(
            organization,
            async (scope, token) => await RemovedBodies.ReceiptsAsync(scope, token),
            cancellationToken
        );

    /// <summary>That an entry is in the log of the newest checkpoint, with all that its leaf is made of.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when there is no such entry, or no checkpoint covers it yet (one does within a minute).</returns>
    public async Task<Outcome<EntryProof>> EntryAsync(OrganizationId organization, long revision, CancellationToken cancellationToken)
    {
        var proof = await RunAsync<(StoredCheckpoint Checkpoint, IReadOnlyList<TreeHash> Path)>(
            organization,
            async (scope, token) =>
            {
                if (await CheckpointStore.LatestAsync(scope, token) is not { } latest || revision < 0 || revision >= latest.Size)
                {
                    return new Failure(FailureCode.NotFound);
                }

                var plan = ProofPlan.Inclusion(revision, latest.Size);
                return (latest, plan.Resolve(await TileStore.ReadAsync(scope, plan.Nodes, token)));
            },
            cancellationToken
        );
        if (!proof.Succeeded)
        {
            return proof.Failure;
        }

        var stored = await FindAsync(organization, revision, cancellationToken);
        if (!stored.Succeeded)
        {
            return stored.Failure;
        }

        var sealedEvent = stored.Value.Event;
        var bodyHash = sealedEvent.BodyHash ?? SHA256.HashData(sealedEvent.Body);
        var leaf = AuditLeaf.Encode(sealedEvent.Header, bodyHash, sealedEvent.Salt);
        var note = Read(proof.Value.Checkpoint);
        return note.Succeeded
            ? new EntryProof(sealedEvent.Header, bodyHash, sealedEvent.Salt, new TlogProof(revision, proof.Value.Path, note.Value, leaf))
            : note.Failure;
    }

    /// <summary>That the log of one checkpoint is the beginning of the log of another.</summary>
    /// <param name="first">Size of a checkpoint that was given out.</param>
    /// <param name="second">Size of a later one; null for the newest.</param>
    /// <returns><see cref="FailureCode.NotFound"/> when Raum has no checkpoint of the second size; <see cref="FailureCode.InvalidRequest"/> when the first is not smaller or equal.</returns>
    public Task<Outcome<ConsistencyProof>> ConsistencyAsync(
        OrganizationId organization,
        long first,
        long? second,
        CancellationToken cancellationToken
    ) =>
        RunAsync<ConsistencyProof>(
            organization,
            async (scope, token) =>
            {
                var checkpoint = second is { } size
                    ? await CheckpointStore.OfSizeAsync(scope, size, token)
                    : await CheckpointStore.LatestAsync(scope, token);
                if (checkpoint is null)
                {
                    return new Failure(FailureCode.NotFound);
                }

                if (first < 0 || first > checkpoint.Size)
                {
                    return new Failure(FailureCode.InvalidRequest);
                }

                var plan = ProofPlan.Consistency(first, checkpoint.Size);
                var note = Read(checkpoint);
                return note.Succeeded
                    ? new ConsistencyProof(first, note.Value, plan.Resolve(await TileStore.ReadAsync(scope, plan.Nodes, token)))
                    : note.Failure;
            },
            cancellationToken
        );

    private async Task<Outcome<StoredEvent>> FindAsync(OrganizationId organization, long revision, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var stored in _store.ReadAsync(organization, revision, cancellationToken))
            {
                return stored.Revision == revision ? stored : new Failure(FailureCode.Gone);
            }
        }
        catch (LogUnavailableException)
        {
            return new Failure(FailureCode.AuditUnavailable);
        }

        return new Failure(FailureCode.Gone);
    }

    private async Task<Outcome<T>> RunAsync<T>(
        OrganizationId organization,
        Func<OrganizationScope, CancellationToken, Task<Outcome<T>>> work,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _database.RunAsync(organization, work, cancellationToken);
        }
        catch (TreeDamagedException)
        {
            return new Failure(FailureCode.SealBroken);
        }
    }

    private static Outcome<SignedNote> Read(StoredCheckpoint checkpoint) =>
        SignedNote.Parse(checkpoint.Note) is { } note ? note : new Failure(FailureCode.SealBroken);
}

/// <summary>An entry with its proof.</summary>
/// <param name="Header">The canonical clear header, as it is hashed.</param>
/// <param name="BodyHash">SHA-256 of the sealed body.</param>
/// <param name="Proof">With the leaf's data as its extra.</param>
public sealed record EntryProof(byte[] Header, byte[] BodyHash, byte[] Salt, TlogProof Proof);

/// <param name="First">Size of the smaller log.</param>
/// <param name="Second">The checkpoint of the larger one.</param>
public sealed record ConsistencyProof(long First, SignedNote Second, IReadOnlyList<TreeHash> Path);
