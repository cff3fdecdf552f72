using System.Security.Cryptography;
using Raum.Proofs;

namespace Raum.AuditStore.Sealing;

/// <summary>An event as it is stored: the canonical clear header, a random salt, the sealed body.</summary>
/// <param name="Id">The event's own id, the idempotency key; it stands in the header too.</param>
/// <param name="Salt">32 random bytes: who sees only a hash of the event cannot guess the header behind it.</param>
internal sealed record SealedEvent(Guid Id, byte[] Header, byte[] Salt, byte[] Body)
{
    public const int SaltLength = AuditLeaf.SaltLength;

    /// <summary>SHA-256 of the sealed body where the body itself is gone (<see cref="Body"/> is empty then); null while it is there.</summary>
    public byte[]? BodyHash { get; init; }

    /// <summary>The body's wrapped key; null when it was destroyed, or when the body is from before there were any. It is not part of what is hashed.</summary>
    public BodyKey? Key { get; init; }

    /// <summary>Bytes that a store has to take for it.</summary>
    public int Size => Header.Length + Salt.Length + Body.Length;

    /// <summary>SHA-256 over what the event's leaf commits to (<see cref="AuditLeaf"/>).</summary>
    public byte[] ContentHash() => SHA256.HashData(AuditLeaf.Encode(Header, BodyHash ?? SHA256.HashData(Body), Salt));
}

/// <param name="RecordedAt">The store's own time.</param>
internal sealed record StoredEvent(long Revision, DateTimeOffset RecordedAt, SealedEvent Event);
