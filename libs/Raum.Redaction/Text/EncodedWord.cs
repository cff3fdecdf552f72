using System.Buffers;
using System.Globalization;
using System.Text;

namespace Raum.Redaction;

/// <summary>A word of a mail header in another character set (RFC 2047): "=?utf-8?Q?J=C3=BCrgen?=", "=?UTF-8?B?SsO8cmdlbg==?=".</summary>
internal static class EncodedWord
{
    /// <summary>RFC 2047 allows 75; some programs write longer ones.</summary>
    private const int Longest = 500;

    /// <summary>Its text; null where none begins here. Never longer than the word.</summary>
    public static string? Decode(string text, int at, out int used)
    {
        used = 0;
        var rest = text.AsSpan(at, Math.Min(Longest, text.Length - at));
        if (!rest.StartsWith("=?"))
        {
            return null;
        }

        Span<Range> parts = stackalloc Range[5];
        // Letters beyond ASCII stand for themselves: such a word hides nothing.
        if (
            rest.Split(parts, '?') < 5
            || rest[parts[2]] is not [var form]
            || !rest[parts[4]].StartsWith("=")
            || !Ascii.IsValid(rest[parts[3]])
        )
        {
            return null;
        }

        used = parts[3].End.GetOffset(rest.Length) + 2;
        var set = rest[parts[1]];
        var bytes = form switch
        {
            'Q' or 'q' => Quoted(rest[parts[3]]),
            'B' or 'b' => Base64(rest[parts[3]]),
            _ => null,
        };
        return bytes is null ? null
            : set.StartsWith("utf-8", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(bytes)
            : Encoding.Latin1.GetString(bytes);
    }

    private static byte[] Quoted(ReadOnlySpan<char> data)
    {
        var bytes = new ArrayBufferWriter<byte>(data.Length + 1);
        for (var i = 0; i < data.Length; i++)
        {
            var isByte = byte.TryParse(
                i + 2 < data.Length && data[i] == '=' ? data.Slice(i + 1, 2) : [],
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var value
            );
            bytes.Write([
                isByte ? value
                : data[i] == '_' ? (byte)' '
                : (byte)data[i],
            ]);
            i += isByte ? 2 : 0;
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static byte[]? Base64(ReadOnlySpan<char> data)
    {
        var bytes = new byte[data.Length];
        return Convert.TryFromBase64Chars(data, bytes, out var written) ? bytes[..written] : null;
    }
}
