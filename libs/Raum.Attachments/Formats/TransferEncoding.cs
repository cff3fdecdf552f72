using System.Text;

namespace Raum.Attachments;

/// <summary>How the bytes of a mail's part are written (RFC 2045, section 6).</summary>
internal static class TransferEncoding
{
    public static byte[] Decode(ReadOnlySpan<char> body, string? encoding) =>
        encoding?.Trim().ToLowerInvariant() switch
        {
            "base64" => Base64(body),
            "quoted-printable" => QuotedPrintable(body, underscoreIsSpace: false),
            _ => Encoding.Latin1.GetBytes(body.ToString()),
        };

    /// <exception cref="RefusedException">The text is no Base64.</exception>
    public static byte[] Base64(ReadOnlySpan<char> body)
    {
        var text = Encoding.Latin1.GetBytes(body.ToString());
        var bytes = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return System.Buffers.Text.Base64.DecodeFromUtf8(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            ? bytes[..written]
            : throw new RefusedException(AttachmentRefusal.Unreadable);
    }

    /// <param name="underscoreIsSpace">As in encoded words of headers (RFC 2047, section 4.2).</param>
    public static byte[] QuotedPrintable(ReadOnlySpan<char> body, bool underscoreIsSpace)
    {
        var bytes = new byte[body.Length];
        var count = 0;
        for (var i = 0; i < body.Length; i++)
        {
            var c = body[i];
            if (c == '=' && i + 2 < body.Length && char.IsAsciiHexDigit(body[i + 1]) && char.IsAsciiHexDigit(body[i + 2]))
            {
                bytes[count++] = Convert.FromHexString(body.Slice(i + 1, 2))[0];
                i += 2;
            }
            else if (c == '=' && i + 1 < body.Length && body[i + 1] is '\r' or '\n')
            {
                // A soft line end: the line goes on.
                i += body[i + 1] == '\r' && i + 2 < body.Length && body[i + 2] == '\n' ? 2 : 1;
            }
            else
            {
                bytes[count++] = (byte)(c == '_' && underscoreIsSpace ? ' ' : c);
            }
        }

        return bytes[..count];
    }
}
