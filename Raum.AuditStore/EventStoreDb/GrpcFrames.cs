using System.Buffers.Binary;
using Google.Protobuf;

namespace Raum.AuditStore.EventStoreDb;

/// <summary>gRPC's framing: one byte 0 (not compressed), the length as 4 bytes big-endian, the message.</summary>
internal static class GrpcFrames
{
    private const int PrefixLength = 5;

    /// <summary>Longest message that is read: an answer holds one event, and a node takes events up to 1 MiB.</summary>
    private const int LongestMessage = 17 * 1024 * 1024;

    public static byte[] Write(IReadOnlyList<IMessage> messages)
    {
        var bytes = new byte[messages.Sum(message => PrefixLength + message.CalculateSize())];
        var rest = bytes.AsSpan();
        foreach (var message in messages)
        {
            var size = message.CalculateSize();
            BinaryPrimitives.WriteInt32BigEndian(rest[1..], size);
            message.WriteTo(rest.Slice(PrefixLength, size));
            rest = rest[(PrefixLength + size)..];
        }

        return bytes;
    }

    /// <summary>The next message, or null at the end of the answer.</summary>
    /// <exception cref="EventStoreException">The frame is compressed, too long or cut off.</exception>
    public static async ValueTask<T?> ReadAsync<T>(Stream stream, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        var prefix = new byte[PrefixLength];
        var read = await stream.ReadAtLeastAsync(prefix, PrefixLength, throwOnEndOfStream: false, cancellationToken);
        if (read == 0)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1));
        if (read < PrefixLength || prefix[0] != 0 || length is < 0 or > LongestMessage)
        {
            throw new EventStoreException(EventStoreProblem.Protocol);
        }

        var message = new byte[length];
        try
        {
            await stream.ReadExactlyAsync(message, cancellationToken);
            return parser.ParseFrom(message);
        }
        catch (EndOfStreamException)
        {
            throw new EventStoreException(EventStoreProblem.Unavailable);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new EventStoreException(EventStoreProblem.Protocol);
        }
    }
}
