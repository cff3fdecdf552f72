using System.Numerics;

namespace Raum.Proofs.Merkle;

/// <summary>A complete subtree of 2^<paramref name="Level"/> leaves, the <paramref name="Index"/>-th of its level, from 0.</summary>
public readonly record struct NodeId(int Level, long Index);

/// <summary>Which nodes a proof is made of, before any of them is read: so that all of them can be read at once.</summary>
/// <remarks>Each hash of a proof covers a range of leaves; a range that ends at the tree's edge is folded from complete subtrees.</remarks>
public sealed class ProofPlan
{
    private readonly List<NodeId[]> _parts = [];

    private ProofPlan() { }

    /// <summary>Every node that is needed, some perhaps twice.</summary>
    public IEnumerable<NodeId> Nodes => _parts.SelectMany(part => part);

    /// <summary>That leaf <paramref name="index"/> is in the tree of <paramref name="size"/> leaves (RFC 6962 §2.1.1).</summary>
    public static ProofPlan Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var plan = new ProofPlan();
        plan.AddPath(index, 0, size);
        return plan;
    }

    /// <summary>That the tree of <paramref name="first"/> leaves is the beginning of the one of <paramref name="second"/> (RFC 6962 §2.1.2).</summary>
    public static ProofPlan Consistency(long first, long second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var plan = new ProofPlan();
        if (first > 0)
        {
            plan.AddSubproof(first, 0, second, whole: true);
        }

        return plan;
    }

    /// <summary>The peaks of a tree, for <see cref="CompactTree"/>: resolved, they are one hash each.</summary>
    public static ProofPlan Peaks(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var plan = new ProofPlan();
        foreach (var peak in PeaksOf(0, size))
        {
            plan._parts.Add([peak]);
        }

        return plan;
    }

    /// <summary>The proof's hashes, in the order of the RFC.</summary>
    /// <param name="hashOf">The hash of each of <see cref="Nodes"/>.</param>
    public IReadOnlyList<TreeHash> Resolve(Func<NodeId, TreeHash> hashOf) =>
        [.. _parts.Select(part => CompactTree.Fold([.. part.Select(hashOf)]))];

    private void AddPath(long index, long start, long size)
    {
        if (size == 1)
        {
            return;
        }

        var left = LargestPowerBelow(size);
        if (index < left)
        {
            AddPath(index, start, left);
            AddRange(start + left, size - left);
        }
        else
        {
            AddPath(index - left, start + left, size - left);
            AddRange(start, left);
        }
    }

    private void AddSubproof(long first, long start, long size, bool whole)
    {
        if (first == size)
        {
            if (!whole)
            {
                AddRange(start, size);
            }

            return;
        }

        var left = LargestPowerBelow(size);
        if (first <= left)
        {
            AddSubproof(first, start, left, whole);
            AddRange(start + left, size - left);
        }
        else
        {
            AddSubproof(first - left, start + left, size - left, whole: false);
            AddRange(start, left);
        }
    }

    private void AddRange(long start, long size) => _parts.Add([.. PeaksOf(start, size)]);

    /// <summary>The complete subtrees of a range, the largest first. The range begins at a multiple of its largest one.</summary>
    private static IEnumerable<NodeId> PeaksOf(long start, long size)
    {
        while (size > 0)
        {
            var level = BitOperations.Log2((ulong)size);
            yield return new NodeId(level, start >> level);
            start += 1L << level;
            size -= 1L << level;
        }
    }

    private static long LargestPowerBelow(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}
