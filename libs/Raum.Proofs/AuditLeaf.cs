using System.Buffers.Binary;
using System.Security.Cryptography;
using Raum.Proofs.Merkle;

namespace Raum.Proofs;

/// <summary>What a leaf of an organization's tree commits to: the clear header, the hash of the sealed body, a random salt.</summary>
/// <remarks>
/// The body itself is not needed to check a leaf, so it can be destroyed and every proof stays. Without the salt, a leaf's hash that outlives
/// its header could be found again by trying out headers.
/// </remarks>
public static class AuditLeaf
{
    /// <summary>Bytes of the salt.</summary>
    public const int SaltLength = 32;

    /// <summary>The leaf's data: length of the header (4 bytes, big-endian), header, SHA-256 of the sealed body, salt.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> header, ReadOnlySpan<byte> bodyHash, ReadOnlySpan<byte> salt)
    {
        if (bodyHash.Length != SHA256.HashSizeInBytes || salt.Length != SaltLength)
        {
            throw new ArgumentException("A leaf has a hash and a salt of 32 bytes each.");
        }

        var data = new byte[sizeof(int) + header.Length + bodyHash.Length + salt.Length];
        BinaryPrimitives.WriteInt32BigEndian(data, header.Length);
        header.CopyTo(data.AsSpan(sizeof(int)));
        bodyHash.CopyTo(data.AsSpan(sizeof(int) + header.Length));
        salt.CopyTo(data.AsSpan(data.Length - salt.Length));
        return data;
    }

    /// <summary>The leaf's hash in the tree.</summary>
    public static TreeHash Hash(ReadOnlySpan<byte> header, ReadOnlySpan<byte> bodyHash, ReadOnlySpan<byte> salt) =>
        MerkleTree.Leaf(Encode(header, bodyHash, salt));
}
