using System.Text;

namespace Raum.Attachments;

/// <summary>Bytes as text: by their byte order mark, as UTF-8, or as the usual Western code page. What has control characters in it is no text.</summary>
internal static class PlainText
{
    private const int WindowsWestern = 1252;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Read(ReadOnlySpan<byte> bytes, AttachmentOptions options) => Checked(Decode(bytes, options), options);

    /// <summary>Bytes in an encoding that a mail names; null: tell it from the bytes.</summary>
    public static string Read(ReadOnlySpan<byte> bytes, string? charset, AttachmentOptions options) =>
        EncodingOf(charset) is { } encoding && bytes.Length <= options.MaxTextLength * 4L
            ? Checked(encoding.GetString(bytes), options)
            : Read(bytes, options);

    /// <summary>The encoding of a name, where this machine knows it; UTF-7 is none.</summary>
    public static Encoding? EncodingOf(string? charset)
    {
        if (charset is not { Length: > 0 and < 40 } || charset.Contains("utf-7", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes, AttachmentOptions options)
    {
        // No encoding here gives more units than bytes; four bytes a unit is the most that one takes.
        if (bytes.Length > options.MaxTextLength * 4L)
        {
            throw new RefusedException(AttachmentRefusal.TooMuchText);
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            return Encoding.UTF8.GetString(bytes[3..]);
        }

        if (bytes.StartsWith(Encoding.Unicode.Preamble))
        {
            return Encoding.Unicode.GetString(bytes[2..]);
        }

        if (bytes.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(WindowsWestern)!.GetString(bytes);
        }
    }

    private static string Checked(string text, AttachmentOptions options)
    {
        if (text.Length > options.MaxTextLength)
        {
            throw new RefusedException(AttachmentRefusal.TooMuchText);
        }

        foreach (var c in text)
        {
            if (c < ' ' && c is not ('\t' or '\n' or '\r' or '\f' or '\v' or '\u001B'))
            {
                throw new RefusedException(AttachmentRefusal.Unreadable);
            }
        }

        return text;
    }
}
