using System.Numerics;

namespace Raum.Proofs.Merkle;

/// <summary>A tree of which only the peaks are kept: it grows leaf by leaf and always knows its root. At most 63 hashes, whatever its size.</summary>
public sealed class CompactTree
{
    private readonly List<TreeHash> _peaks = [];

    public CompactTree() { }

    /// <summary>Goes on from a size, by the peaks of that size.</summary>
    /// <param name="peaks">Roots of the complete subtrees that make up the tree, the largest first: one for each bit that is set in <paramref name="size"/>.</param>
    /// <exception cref="ArgumentException">There are more or fewer of them.</exception>
    public CompactTree(long size, IEnumerable<TreeHash> peaks)
    {
        _peaks.AddRange(peaks);
        if (size < 0 || BitOperations.PopCount((ulong)size) != _peaks.Count)
        {
            throw new ArgumentException("A tree has one peak for each bit of its size.", nameof(peaks));
        }

        Size = size;
    }

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>Roots of the complete subtrees, the largest first.</summary>
    public IReadOnlyList<TreeHash> Peaks => _peaks;

    /// <summary>Adds the hash of a leaf (or of a complete subtree, when all are of one size).</summary>
    public void Append(TreeHash leaf)
    {
        for (var rest = Size; (rest & 1) == 1; rest >>= 1)
        {
            leaf = MerkleTree.Node(_peaks[^1], leaf);
            _peaks.RemoveAt(_peaks.Count - 1);
        }

        _peaks.Add(leaf);
        Size++;
    }

    public TreeHash Root() => Fold(_peaks);

    internal static TreeHash Fold(IReadOnlyList<TreeHash> peaks)
    {
        if (peaks.Count == 0)
        {
            return MerkleTree.EmptyRoot;
        }

        var root = peaks[^1];
        for (var i = peaks.Count - 2; i >= 0; i--)
        {
            root = MerkleTree.Node(peaks[i], root);
        }

        return root;
    }
}
