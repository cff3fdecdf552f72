using Raum.AuditStore.Events;
using Raum.AuditStore.Sealing;

namespace Raum.AuditStore.EventStoreDb;

/// <summary>How an event lies in EventStoreDB: the header is the custom metadata; the data is one byte 1, the salt, and the sealed body.</summary>
internal static class EventStoreForm
{
    private const byte Version = 1;

    public static NewEvent Write(SealedEvent sealedEvent)
    {
        var data = new byte[1 + SealedEvent.SaltLength + sealedEvent.Body.Length];
        data[0] = Version;
        sealedEvent.Salt.CopyTo(data, 1);
        sealedEvent.Body.CopyTo(data, 1 + SealedEvent.SaltLength);
        return new NewEvent(NodeId(sealedEvent), EventHeader.TypeOf(sealedEvent.Header).Name, sealedEvent.Header, data);
    }

    /// <exception cref="UnreadableEventException">Not of this form, or the node's id is not the one that this content makes.</exception>
    public static SealedEvent Read(StoredEvent stored)
    {
        if (stored.Data.Length < 1 + SealedEvent.SaltLength || stored.Data[0] != Version)
        {
            throw new UnreadableEventException();
        }

        var sealedEvent = new SealedEvent(
            EventHeader.IdOf(stored.Metadata),
            stored.Metadata,
            stored.Data[1..(1 + SealedEvent.SaltLength)],
            stored.Data[(1 + SealedEvent.SaltLength)..]
        );
        return NodeId(sealedEvent) == stored.Id ? sealedEvent : throw new UnreadableEventException();
    }

    /// <summary>The first 16 bytes of the content's hash, as a UUID of version 8 (RFC 9562 §5.8).</summary>
    private static Guid NodeId(SealedEvent sealedEvent)
    {
        var id = sealedEvent.ContentHash().AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
