using System.Buffers.Binary;

namespace Raum.AuditStore.EventStoreDb;

/// <summary>When an event with an id can have been recorded first. It bounds how far back its id has to be looked for.</summary>
internal static class EventTime
{
    /// <summary>How far the clocks of Raum's hosts and of the event store may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>The time in a UUIDv7 (RFC 9562 §5.7), less the skew; the beginning of time for other ids.</summary>
    public static DateTimeOffset Earliest(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        if (bytes[6] >> 4 != 7)
        {
            return DateTimeOffset.MinValue;
        }

        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) - Skew
            : DateTimeOffset.MinValue;
    }
}
