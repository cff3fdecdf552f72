namespace Raum.Proofs.Merkle;

/// <summary>How a tree is stored (C2SP tlog-tiles): every eighth level, in tiles of 256 hashes. What lies between is computed from one tile.</summary>
public static class Tiles
{
    /// <summary>Levels of the tree that a tile spans.</summary>
    public const int Height = 8;

    /// <summary>Hashes of a full tile.</summary>
    public const int Width = 1 << Height;

    /// <summary>Where the node is computed from: neighbours of one stored level, all in one tile.</summary>
    public static TileSlice SliceOf(NodeId node)
    {
        var count = 1 << (node.Level % Height);
        return new TileSlice(node.Level / Height, node.Index * count, count);
    }
}

/// <summary>Hashes <paramref name="Start"/> to <paramref name="Start"/> + <paramref name="Count"/> of a stored level.</summary>
/// <param name="Level">0: hashes of leaves. 1: of full tiles of level 0, and so on.</param>
/// <param name="Start">Position in the level, from 0.</param>
/// <param name="Count">A power of two, at most 128.</param>
public readonly record struct TileSlice(int Level, long Start, int Count)
{
    /// <summary>The tile that holds them.</summary>
    public long Tile => Start / Tiles.Width;

    /// <summary>The node, from the hashes of its tile.</summary>
    public TreeHash HashIn(ReadOnlySpan<TreeHash> tile) => MerkleTree.Root(tile.Slice((int)(Start % Tiles.Width), Count));
}
