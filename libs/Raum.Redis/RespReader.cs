using System.Buffers.Text;

namespace Raum.Redis;

/// <summary>Reads RESP2 replies, however the network cuts them.</summary>
/// <remarks>
/// Source: redis.io/docs, "Redis serialization protocol specification". Lines end with CRLF and nothing else; lengths are checked before
/// memory is taken, so that a broken or hostile server can neither exhaust memory nor the stack.
/// </remarks>
internal sealed class RespReader(Stream stream, int maxReplyBytes = RespReader.DefaultMaxReplyBytes)
{
    public const int DefaultMaxReplyBytes = 64 * 1024 * 1024;
    private const int MaxDepth = 16;
    private const int MaxLine = 64 * 1024;
    private const int ItemCost = 32;
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private long _budget;

    /// <exception cref="InvalidDataException">Not RESP2, or larger than allowed.</exception>
    /// <exception cref="EndOfStreamException">The stream ended, within a reply or before one.</exception>
    public ValueTask<RedisReply> ReadAsync(CancellationToken cancellationToken)
    {
        _budget = maxReplyBytes;
        return ReadAsync(MaxDepth, cancellationToken);
    }

    private async ValueTask<RedisReply> ReadAsync(int depth, CancellationToken cancellationToken)
    {
        Spend(ItemCost);
        var length = await ReadLineAsync(cancellationToken);
        var line = _buffer.AsMemory(_start, length);
        _start += length + 2;
        var kind = length > 0 ? line.Span[0] : (byte)0;
        switch (kind)
        {
            case (byte)'+':
                return new RedisReply(RedisReplyKind.Text, line[1..].ToArray());
            case (byte)'-':
                return new RedisReply(RedisReplyKind.Error, line[1..].ToArray());
            case (byte)':':
                return new RedisReply(RedisReplyKind.Number, null, ParseNumber(line.Span[1..]));
            case (byte)'$':
                var size = ParseNumber(line.Span[1..]);
                return size == -1 ? default : new RedisReply(RedisReplyKind.Bytes, await ReadBytesAsync(size, cancellationToken));
            case (byte)'*':
                var count = ParseNumber(line.Span[1..]);
                return count == -1 ? default : new RedisReply(RedisReplyKind.Items, await ReadItemsAsync(count, depth, cancellationToken));
            default:
                throw new InvalidDataException("Not a RESP2 reply.");
        }
    }

    private async ValueTask<RedisReply[]> ReadItemsAsync(long count, int depth, CancellationToken cancellationToken)
    {
        if (depth == 0 || count < 0 || count > _budget / ItemCost)
        {
            throw new InvalidDataException("A RESP2 array is too deep or too long.");
        }

        const int trusted = 1024;
        List<RedisReply> items = new((int)Math.Min(count, trusted));
        for (var i = 0; i < count; i++)
        {
            items.Add(await ReadAsync(depth - 1, cancellationToken));
        }

        return [.. items];
    }

    private async ValueTask<byte[]> ReadBytesAsync(long size, CancellationToken cancellationToken)
    {
        if (size < 0)
        {
            throw new InvalidDataException("A RESP2 length is negative.");
        }

        Spend(size);
        var bytes = new byte[size];
        var have = (int)Math.Min(size, _end - _start);
        _buffer.AsSpan(_start, have).CopyTo(bytes);
        _start += have;
        await stream.ReadExactlyAsync(bytes.AsMemory(have), cancellationToken);
        while (_end - _start < 2)
        {
            await FillAsync(cancellationToken);
        }

        if (!_buffer.AsSpan(_start, 2).SequenceEqual("\r\n"u8))
        {
            throw new InvalidDataException("A RESP2 bulk string does not end where it says.");
        }

        _start += 2;
        return bytes;
    }

    /// <summary>Makes a whole line available from <see cref="_start"/> on; returns its length without CRLF.</summary>
    private async ValueTask<int> ReadLineAsync(CancellationToken cancellationToken)
    {
        for (var searched = 0; ; )
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var length = searched + found - 1;
                return length >= 0 && _buffer[_start + length] == '\r'
                    ? length
                    : throw new InvalidDataException("A RESP2 line ends without CR.");
            }

            searched = _end - _start;
            if (searched > MaxLine)
            {
                throw new InvalidDataException("A RESP2 line is too long.");
            }

            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read > 0 ? read : throw new EndOfStreamException();
    }

    private void Spend(long cost)
    {
        _budget -= cost;
        if (_budget < 0)
        {
            throw new InvalidDataException("A RESP2 reply is too large.");
        }
    }

    private static long ParseNumber(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out long number, out var used) && used == digits.Length
            ? number
            : throw new InvalidDataException("A RESP2 number is not one.");
}
