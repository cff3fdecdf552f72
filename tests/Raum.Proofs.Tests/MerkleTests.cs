using FsCheck;
using FsCheck.Fluent;
using Raum.Proofs.Merkle;

namespace Raum.Proofs.Tests;

/// <summary>RFC 6962 §2.1: the known vectors, every size to 300, and every way to spoil a proof.</summary>
public sealed class MerkleTests
{
    private const int Largest = 300;

    private static readonly TreeHash[] Leaves = Vectors.LeafHashes(Largest);

    private static readonly TreeHash[] Roots = [.. Enumerable.Range(0, Largest + 1).Select(size => Vectors.Root(Leaves.AsSpan(0, size)))];

    private static readonly Func<NodeId, TreeHash> Nodes = Remembered(Vectors.NodesOf(Leaves));

    [Fact]
    public void The_roots_of_the_known_leaves_are_the_known_roots()
    {
        var tree = new CompactTree();
        tree.Root().ShouldBe(Vectors.Hash(Vectors.Roots[0]));
        for (var size = 1; size <= Vectors.Leaves.Length; size++)
        {
            tree.Append(MerkleTree.Leaf(Convert.FromHexString(Vectors.Leaves[size - 1])));
            tree.Root().ShouldBe(Vectors.Hash(Vectors.Roots[size]));
        }
    }

    [Fact]
    public void The_known_proofs_are_made_and_hold()
    {
        var inclusion = ProofPlan.Inclusion(5, 8).Resolve(Nodes);
        var consistency = ProofPlan.Consistency(3, 8).Resolve(Nodes);

        inclusion.ShouldBe(Vectors.InclusionOfFiveInEight.Select(Vectors.Hash));
        consistency.ShouldBe(Vectors.ConsistencyOfThreeWithEight.Select(Vectors.Hash));
        MerkleProof.IsIncluded(Leaves[5], 5, 8, inclusion, Vectors.Hash(Vectors.Roots[8])).ShouldBeTrue();
        MerkleProof.IsConsistent(3, Vectors.Hash(Vectors.Roots[3]), 8, Vectors.Hash(Vectors.Roots[8]), consistency).ShouldBeTrue();
    }

    [Fact]
    public void A_tree_that_grows_has_the_root_of_the_definition_at_every_size_also_when_it_goes_on_from_its_peaks()
    {
        var tree = new CompactTree();
        for (var size = 0; size < Largest; size++)
        {
            tree.Root().ShouldBe(Roots[size]);
            tree = new CompactTree(size, ProofPlan.Peaks(size).Resolve(Nodes));
            tree.Append(Leaves[size]);
        }

        tree.Root().ShouldBe(Roots[Largest]);
    }

    [Fact]
    public void Peaks_that_are_not_those_of_the_size_are_refused() =>
        Should.Throw<ArgumentException>(() => new CompactTree(5, [Leaves[0]]));

    [Fact]
    public void Every_leaf_of_every_size_is_proved_and_no_spoiled_proof_passes()
    {
        for (var size = 1; size <= Largest; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var path = ProofPlan.Inclusion(index, size).Resolve(Nodes);
                MerkleProof.IsIncluded(Leaves[index], index, size, path, Roots[size]).ShouldBeTrue();
                CheckSpoiledInclusion(index, size, path);
            }
        }
    }

    [Fact]
    public void Every_pair_of_sizes_is_consistent_and_no_spoiled_proof_passes()
    {
        for (var second = 1; second <= Largest; second++)
        {
            for (var first = 1; first < second; first++)
            {
                var path = ProofPlan.Consistency(first, second).Resolve(Nodes);
                MerkleProof.IsConsistent(first, Roots[first], second, Roots[second], path).ShouldBeTrue();
                CheckSpoiledConsistency(first, second, path);
            }
        }
    }

    [Fact]
    public void A_size_is_consistent_with_itself_and_with_nothing_only_without_a_path()
    {
        MerkleProof.IsConsistent(7, Roots[7], 7, Roots[7], []).ShouldBeTrue();
        MerkleProof.IsConsistent(7, Roots[7], 7, Roots[7], [Leaves[0]]).ShouldBeFalse();
        MerkleProof.IsConsistent(7, Roots[6], 7, Roots[7], []).ShouldBeFalse();
        MerkleProof.IsConsistent(0, Roots[0], 7, Roots[7], []).ShouldBeTrue();
        MerkleProof.IsConsistent(0, Roots[1], 7, Roots[7], []).ShouldBeFalse();
        MerkleProof.IsConsistent(8, Roots[8], 7, Roots[7], []).ShouldBeFalse();
        MerkleProof.IsConsistent(-1, Roots[0], 7, Roots[7], []).ShouldBeFalse();
        MerkleProof.IsIncluded(Leaves[0], -1, 7, [], Roots[7]).ShouldBeFalse();
        MerkleProof.IsIncluded(Leaves[0], 0, 0, [], Roots[0]).ShouldBeFalse();
    }

    [Fact]
    public void Any_change_of_any_leaf_changes_the_root() =>
        Prop.ForAll(
                Gen.Choose(1, Largest).SelectMany(size => Gen.Choose(0, size - 1).Select(index => (size, index))).ToArbitrary(),
                each =>
                {
                    var changed = Leaves[..each.size];
                    changed[each.index] = Vectors.Flipped(changed[each.index]);
                    return MerkleTree.Root(changed) != Roots[each.size];
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_a_proof_needs_lies_in_few_tiles_and_gives_the_same_hashes() =>
        Prop.ForAll(
                Gen.Choose(1, 200_000).SelectMany(size => Gen.Choose(0, size - 1).Select(index => (size, index))).ToArbitrary(),
                each =>
                {
                    var slices = ProofPlan.Inclusion(each.index, each.size).Nodes.Select(Tiles.SliceOf).ToList();
                    slices.ShouldAllBe(slice => slice.Start / Tiles.Width == (slice.Start + slice.Count - 1) / Tiles.Width);
                    return slices.Select(slice => (slice.Level, slice.Tile)).Distinct().Count() <= 6;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_node_is_computed_from_its_tile()
    {
        foreach (var node in (NodeId[])[new(0, 255), new(3, 5), new(7, 1), new(8, 0)])
        {
            var slice = Tiles.SliceOf(node);
            var tile = Enumerable.Range(0, 40).Select(i => Nodes(new NodeId(slice.Level * 8, i % 1))).ToArray();
            if (slice.Level == 0)
            {
                tile = Leaves[..256];
            }

            slice.HashIn(tile).ShouldBe(Nodes(node));
        }
    }

    private static void CheckSpoiledInclusion(int index, int size, IReadOnlyList<TreeHash> path)
    {
        var root = Roots[size];
        MerkleProof.IsIncluded(Vectors.Flipped(Leaves[index]), index, size, path, root).ShouldBeFalse();
        MerkleProof.IsIncluded(Leaves[index], index, size, path, Vectors.Flipped(root)).ShouldBeFalse();
        MerkleProof.IsIncluded(Leaves[index], index, size, [.. path, root], root).ShouldBeFalse();
        MerkleProof.IsIncluded(Leaves[index], size, size, path, root).ShouldBeFalse();
        if (size > 1)
        {
            MerkleProof.IsIncluded(Leaves[index], (index + 1) % size, size, path, root).ShouldBeFalse();
            MerkleProof.IsIncluded(Leaves[index], index, size, [.. path.Skip(1)], root).ShouldBeFalse();
            MerkleProof.IsIncluded(Leaves[index], index, size, [.. path.SkipLast(1)], root).ShouldBeFalse();
            foreach (var spoiled in EachFlipped(path))
            {
                MerkleProof.IsIncluded(Leaves[index], index, size, spoiled, root).ShouldBeFalse();
            }
        }
    }

    private static void CheckSpoiledConsistency(int first, int second, IReadOnlyList<TreeHash> path)
    {
        var (small, large) = (Roots[first], Roots[second]);
        MerkleProof.IsConsistent(first, Vectors.Flipped(small), second, large, path).ShouldBeFalse();
        MerkleProof.IsConsistent(first, small, second, Vectors.Flipped(large), path).ShouldBeFalse();
        MerkleProof.IsConsistent(first, small, second, large, [.. path, large]).ShouldBeFalse();
        MerkleProof.IsConsistent(first, small, second, large, [.. path.Skip(1)]).ShouldBeFalse();
        MerkleProof.IsConsistent(first, small, second, large, [.. path.SkipLast(1)]).ShouldBeFalse();
        MerkleProof.IsConsistent(second, large, first, small, path).ShouldBeFalse();
        foreach (var spoiled in EachFlipped(path))
        {
            MerkleProof.IsConsistent(first, small, second, large, spoiled).ShouldBeFalse();
        }
    }

    private static IEnumerable<IReadOnlyList<TreeHash>> EachFlipped(IReadOnlyList<TreeHash> path) =>
        Enumerable
            .Range(0, path.Count)
            .Select(spoiled => (IReadOnlyList<TreeHash>)[.. path.Select((hash, i) => i == spoiled ? Vectors.Flipped(hash) : hash)]);

    private static Func<NodeId, TreeHash> Remembered(Func<NodeId, TreeHash> compute)
    {
        var known = new System.Collections.Concurrent.ConcurrentDictionary<NodeId, TreeHash>();
        return node => known.GetOrAdd(node, compute);
    }
}
