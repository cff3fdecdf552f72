using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Raum.AuditStore.Sealing;

/// <summary>An event as it is stored: the canonical clear header, a random salt, the sealed body.</summary>
/// <param name="Id">The event's own id, the idempotency key; it stands in the header too.</param>
/// <param name="Salt">32 random bytes: who sees only a hash of the event cannot guess the header behind it.</param>
internal sealed record SealedEvent(Guid Id, byte[] Header, byte[] Salt, byte[] Body)
{
    public const int SaltLength = 32;

    /// <summary>Bytes that a store has to take for it.</summary>
    public int Size => Header.Length + Salt.Length + Body.Length;

    /// <summary>SHA-256 over the header's length (4 bytes big-endian), the header, the SHA-256 of the sealed body, and the salt.</summary>
    public byte[] ContentHash()
    {
        var content = new byte[sizeof(int) + Header.Length + SHA256.HashSizeInBytes + Salt.Length];
        BinaryPrimitives.WriteInt32BigEndian(content, Header.Length);
        Header.CopyTo(content, sizeof(int));
        SHA256.HashData(Body, content.AsSpan(sizeof(int) + Header.Length));
        Salt.CopyTo(content, content.Length - Salt.Length);
        return SHA256.HashData(content);
    }
}

/// <param name="RecordedAt">The store's own time.</param>
internal sealed record StoredEvent(long Revision, DateTimeOffset RecordedAt, SealedEvent Event);
