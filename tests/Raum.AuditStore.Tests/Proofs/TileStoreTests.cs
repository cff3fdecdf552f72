using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Proofs;
using Raum.Data;
using Raum.Proofs.Merkle;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Proofs;

/// <summary>The stored tree is the tree of the definition, however it grew.</summary>
public sealed class TileStoreTests(PostgresServer postgres) : AuditStoreFixture(postgres)
{
    // More than 256 full tiles: three stored levels.
    private const int Leaves = 66_100;

    [Fact]
    public async Task A_tree_that_grew_in_uneven_steps_over_three_levels_proves_what_the_definition_proves()
    {
        var random = new Random(4);
        var leaves = Enumerable.Range(0, Leaves).Select(i => MerkleTree.Leaf(BitConverter.GetBytes(i))).ToArray();
        var reference = new CompactTree();
        var roots = new Dictionary<long, TreeHash>();
        var database = NewProcess().GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector);
        for (var size = 0; size < Leaves; )
        {
            var step = Math.Min(Leaves - size, random.Next(4) == 0 ? random.Next(1, 5) : random.Next(1, 1500));
            await using var scope = await database.OpenAsync(Acme, Token);
            (await TileStore.SizeAsync(scope, Token)).ShouldBe(size);
            await TileStore.AppendAsync(scope, size, leaves[size..(size + step)], Token);
            await scope.CommitAsync(Token);
            foreach (var leaf in leaves.AsSpan(size, step))
            {
                reference.Append(leaf);
            }

            size += step;
            roots[size] = reference.Root();
        }

        await using var reading = await database.OpenAsync(Acme, Token);
        foreach (var (size, root) in roots)
        {
            var plan = ProofPlan.Peaks(size);
            new CompactTree(size, plan.Resolve(await TileStore.ReadAsync(reading, plan.Nodes, Token))).Root().ShouldBe(root);

            var index = random.NextInt64(size);
            var inclusion = ProofPlan.Inclusion(index, size);
            var path = inclusion.Resolve(await TileStore.ReadAsync(reading, inclusion.Nodes, Token));
            MerkleProof.IsIncluded(leaves[index], index, size, path, root).ShouldBeTrue();

            var consistency = ProofPlan.Consistency(size, Leaves);
            var between = consistency.Resolve(await TileStore.ReadAsync(reading, consistency.Nodes, Token));
            MerkleProof.IsConsistent(size, root, Leaves, roots[Leaves], between).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Hashes_that_are_not_there_are_an_error_and_not_a_proof()
    {
        var database = NewProcess().GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector);
        await using var scope = await database.OpenAsync(Acme, Token);
        await TileStore.AppendAsync(scope, 0, [.. Enumerable.Range(0, 5).Select(i => MerkleTree.Leaf([(byte)i]))], Token);

        var plan = ProofPlan.Peaks(6);
        var hashOf = await TileStore.ReadAsync(scope, plan.Nodes, Token);

        Should.Throw<TreeDamagedException>(() => plan.Resolve(hashOf));
    }
}
