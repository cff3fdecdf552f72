using System.Numerics;

namespace Raum.Proofs.Merkle;

/// <summary>Checks proofs (RFC 9162 §2.1.3.2 and §2.1.4.2). A path that is too long or too short fails like one that is wrong.</summary>
public static class MerkleProof
{
    /// <summary>True when the leaf stands at <paramref name="index"/> of the tree with this size and root.</summary>
    public static bool IsIncluded(TreeHash leaf, long index, long size, IReadOnlyList<TreeHash> path, TreeHash root)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleTree.Node(sibling, hash);
                Climb(ref node, ref last);
            }
            else
            {
                hash = MerkleTree.Node(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash == root;
    }

    /// <summary>True when the smaller tree is the beginning of the larger one: nothing was changed, removed or put in between.</summary>
    /// <remarks>The empty tree is the beginning of every tree; its proof is empty.</remarks>
    public static bool IsConsistent(long first, TreeHash firstRoot, long second, TreeHash secondRoot, IReadOnlyList<TreeHash> path)
    {
        if (first < 0 || first > second)
        {
            return false;
        }

        if (first == second || first == 0)
        {
            return path.Count == 0 && firstRoot == (first == second ? secondRoot : MerkleTree.EmptyRoot);
        }

        // A first tree that is complete is a node of the second one, and its root is not sent along.
        TreeHash[] hashes = BitOperations.IsPow2(first) ? [firstRoot, .. path] : [.. path];
        if (path.Count == 0)
        {
            return false;
        }

        var (node, last) = (first - 1, second - 1);
        while ((node & 1) == 1)
        {
            node >>= 1;
            last >>= 1;
        }

        var (small, large) = (hashes[0], hashes[0]);
        foreach (var hash in hashes.AsSpan(1))
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                small = MerkleTree.Node(hash, small);
                large = MerkleTree.Node(hash, large);
                Climb(ref node, ref last);
            }
            else
            {
                large = MerkleTree.Node(large, hash);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && small == firstRoot && large == secondRoot;
    }

    /// <summary>From the last node of a level up to where it is a right child.</summary>
    private static void Climb(ref long node, ref long last)
    {
        while ((node & 1) == 0 && node != 0)
        {
            node >>= 1;
            last >>= 1;
        }
    }
}
