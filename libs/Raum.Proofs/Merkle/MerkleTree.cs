using System.Security.Cryptography;

namespace Raum.Proofs.Merkle;

/// <summary>The hashes of RFC 6962 §2.1 (RFC 9162 §2.1.1): SHA-256, a leaf and a node begin with different bytes.</summary>
public static class MerkleTree
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int OnStack = 2048;

    /// <summary>The root of a tree without leaves.</summary>
    public static TreeHash EmptyRoot { get; } = new(SHA256.HashData([]));

    /// <summary>The hash of a leaf: SHA-256(0x00 || data).</summary>
    public static TreeHash Leaf(ReadOnlySpan<byte> data)
    {
        var prefixed = data.Length < OnStack ? stackalloc byte[1 + data.Length] : new byte[1 + data.Length];
        prefixed[0] = LeafPrefix;
        data.CopyTo(prefixed[1..]);
        return Hash(prefixed);
    }

    /// <summary>The hash of a node: SHA-256(0x01 || left || right).</summary>
    public static TreeHash Node(TreeHash left, TreeHash right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * TreeHash.Length)];
        both[0] = NodePrefix;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + TreeHash.Length)..]);
        return Hash(both);
    }

    /// <summary>The root over hashes of neighbours of one level. For a power of two it is their common ancestor.</summary>
    public static TreeHash Root(ReadOnlySpan<TreeHash> hashes)
    {
        if (hashes.Length == 0)
        {
            return EmptyRoot;
        }

        var tree = new CompactTree();
        foreach (var hash in hashes)
        {
            tree.Append(hash);
        }

        return tree.Root();
    }

    private static TreeHash Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        SHA256.HashData(bytes, hash);
        return new TreeHash(hash);
    }
}
