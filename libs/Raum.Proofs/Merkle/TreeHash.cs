using System.Buffers.Binary;

namespace Raum.Proofs.Merkle;

/// <summary>A SHA-256 hash of a tree: 32 bytes as a value.</summary>
public readonly record struct TreeHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <param name="bytes">Exactly <see cref="Length"/> bytes.</param>
    public TreeHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("A hash has 32 bytes.", nameof(bytes));
        }

        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Standard base64, as checkpoints and proofs write it.</summary>
    public override string ToString() => Convert.ToBase64String(ToArray());

    /// <summary>Reads <see cref="ToString"/> back; false for any other text, also for one that other base64 readers accept.</summary>
    public static bool TryParse(string? text, out TreeHash hash)
    {
        hash = default;
        if (StrictBase64.Read(text) is not { Length: Length } bytes)
        {
            return false;
        }

        hash = new TreeHash(bytes);
        return true;
    }

    /// <summary>Several hashes, one after the other.</summary>
    /// <returns>Null when the bytes are not whole hashes.</returns>
    public static TreeHash[]? Split(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % Length != 0)
        {
            return null;
        }

        var hashes = new TreeHash[bytes.Length / Length];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = new TreeHash(bytes.Slice(i * Length, Length));
        }

        return hashes;
    }

    /// <summary>The bytes of several hashes, one after the other.</summary>
    public static byte[] Join(ReadOnlySpan<TreeHash> hashes)
    {
        var bytes = new byte[hashes.Length * Length];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i].CopyTo(bytes.AsSpan(i * Length));
        }

        return bytes;
    }
}
