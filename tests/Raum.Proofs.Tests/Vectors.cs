using Raum.Proofs.Merkle;

namespace Raum.Proofs.Tests;

/// <summary>The well-known test leaves of Certificate Transparency, and a tree that is computed the slow way, straight from the RFC's definition.</summary>
internal static class Vectors
{
    public static readonly string[] Leaves =
    [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];

    public static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    public static readonly string[] InclusionOfFiveInEight =
    [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];

    public static readonly string[] ConsistencyOfThreeWithEight =
    [
        "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
        "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ];

    public static TreeHash Hash(string hex) => new(Convert.FromHexString(hex));

    public static TreeHash[] LeafHashes(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => MerkleTree.Leaf(i < Leaves.Length ? Convert.FromHexString(Leaves[i]) : BitConverter.GetBytes(i))),
        ];

    /// <summary>MTH of RFC 6962 §2.1.</summary>
    public static TreeHash Root(ReadOnlySpan<TreeHash> leaves)
    {
        if (leaves.Length < 2)
        {
            return leaves.Length == 0 ? MerkleTree.EmptyRoot : leaves[0];
        }

        var left = 1;
        while (left * 2 < leaves.Length)
        {
            left *= 2;
        }

        return MerkleTree.Node(Root(leaves[..left]), Root(leaves[left..]));
    }

    /// <summary>The hash of a complete subtree.</summary>
    public static Func<NodeId, TreeHash> NodesOf(TreeHash[] leaves) =>
        node => Root(leaves.AsSpan((int)(node.Index << node.Level), 1 << node.Level));

    public static TreeHash Flipped(TreeHash hash)
    {
        var bytes = hash.ToArray();
        bytes[13] ^= 1;
        return new TreeHash(bytes);
    }
}
