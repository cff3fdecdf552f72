using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Raum.Redis;

/// <summary>One word of a command: text (sent as UTF-8), a number or bytes.</summary>
[SuppressMessage(
    "Usage",
    "CA2225:Operator overloads have named alternates",
    Justification = "Commands are written as collection expressions."
)]
public readonly struct RedisArgument
{
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;

    private RedisArgument(string? text, ReadOnlyMemory<byte> bytes) => (_text, _bytes) = (text, bytes);

    public static implicit operator RedisArgument(string text) => new(text, default);

    public static implicit operator RedisArgument(long number) =>
        new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), default);

    public static implicit operator RedisArgument(ReadOnlyMemory<byte> bytes) => new(null, bytes);

    public static implicit operator RedisArgument(byte[] bytes) => new(null, bytes);

    public override string ToString() => _text is null ? $"[{_bytes.Length} bytes]" : $"[{_text.Length} characters]";

    /// <summary>The command's name, for telemetry: the first word is never data.</summary>
    internal string Name => _text ?? "";

    /// <summary>Writes a command as RESP2 asks: an array of bulk strings.</summary>
    internal static void WriteCommand(IBufferWriter<byte> output, ReadOnlySpan<RedisArgument> command)
    {
        WriteHeader(output, (byte)'*', command.Length);
        foreach (ref readonly var argument in command)
        {
            var length = argument._text is { } text ? Encoding.UTF8.GetByteCount(text) : argument._bytes.Length;
            WriteHeader(output, (byte)'$', length);
            var span = output.GetSpan(length + 2);
            if (argument._text is { } characters)
            {
                Encoding.UTF8.GetBytes(characters, span);
            }
            else
            {
                argument._bytes.Span.CopyTo(span);
            }

            "\r\n"u8.CopyTo(span[length..]);
            output.Advance(length + 2);
        }
    }

    private static void WriteHeader(IBufferWriter<byte> output, byte kind, int number)
    {
        const int longest = 14;
        var span = output.GetSpan(longest);
        span[0] = kind;
        Utf8Formatter.TryFormat(number, span[1..], out var written);
        "\r\n"u8.CopyTo(span[(1 + written)..]);
        output.Advance(written + 3);
    }
}
