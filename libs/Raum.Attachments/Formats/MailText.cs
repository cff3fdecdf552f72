using System.Text;

namespace Raum.Attachments;

/// <summary>A mail (RFC 5322, MIME): its main headers and its text. Of alternatives the plain one; files inside a mail are not read.</summary>
internal static class MailText
{
    private const int MaxDepth = 8;
    private const int MaxParts = 100;

    private static readonly string[] Shown = ["From", "To", "Cc", "Reply-To", "Date", "Subject"];

    public static string Read(ReadOnlySpan<byte> bytes, AttachmentOptions options)
    {
        if (bytes.Length > options.MaxBytes)
        {
            throw new RefusedException(AttachmentRefusal.TooLarge);
        }

        // Every byte is a unit: what a part means is decoded by what the part says.
        var mail = Encoding.Latin1.GetString(bytes);
        var text = new BoundedText(options);
        var headers = MailHeaders.Read(mail, 0, mail.Length, out var body);
        if (headers.Count == 0)
        {
            throw new RefusedException(AttachmentRefusal.Unreadable);
        }

        foreach (var name in Shown)
        {
            if (headers.Get(name) is { Length: > 0 } value)
            {
                text.Append(name);
                text.Append(": ");
                text.Append(EncodedWords.Decode(value));
                text.EndLine();
            }
        }

        text.Append('\n');
        var parts = 0;
        Part(headers, mail, body, mail.Length, 0, ref parts, text, options);
        return text.ToString();
    }

    private static void Part(
        MailHeaders headers,
        string mail,
        int start,
        int end,
        int depth,
        ref int parts,
        BoundedText text,
        AttachmentOptions options
    )
    {
        if (depth > MaxDepth || ++parts > MaxParts)
        {
            throw new RefusedException(AttachmentRefusal.TooMuchUnpacked);
        }

        var type = headers.ContentType;
        if (type.StartsWith("multipart/", StringComparison.Ordinal))
        {
            Parts(headers, type == "multipart/alternative", mail, start, end, depth, ref parts, text, options);
        }
        else if (type is "text/plain" or "text/html" && !headers.IsFile)
        {
            var bytes = TransferEncoding.Decode(mail.AsSpan(start, end - start), headers.Get("Content-Transfer-Encoding"));
            var content = PlainText.Read(bytes, headers.Parameter("charset"), options);
            text.Append(type == "text/html" ? HtmlText.Read(content, options) : content);
            text.EndLine();
        }
    }

    private static void Parts(
        MailHeaders headers,
        bool oneOfThem,
        string mail,
        int start,
        int end,
        int depth,
        ref int parts,
        BoundedText text,
        AttachmentOptions options
    )
    {
        if (headers.Parameter("boundary") is not { Length: > 0 and <= 200 } boundary)
        {
            throw new RefusedException(AttachmentRefusal.Unreadable);
        }

        var all = new List<(MailHeaders Headers, int Start, int End)>();
        var delimiter = "--" + boundary;
        for (var at = NextDelimiter(mail, start, end, delimiter); at >= 0 && all.Count <= MaxParts; )
        {
            var from = at + delimiter.Length;
            if (mail.AsSpan(from, Math.Min(2, end - from)).SequenceEqual("--"))
            {
                break;
            }

            var line = mail.IndexOf('\n', from, end - from);
            if (line < 0)
            {
                break;
            }

            at = NextDelimiter(mail, line, end, delimiter);
            var limit = at < 0 ? end : at;
            var own = MailHeaders.Read(mail, Math.Min(line + 1, limit), limit, out var body);
            all.Add((own, body, limit));
        }

        if (all.Count > MaxParts)
        {
            throw new RefusedException(AttachmentRefusal.TooMuchUnpacked);
        }

        var plain = oneOfThem ? all.FindIndex(part => part.Headers.ContentType == "text/plain") : -1;
        foreach (var part in plain >= 0 ? [all[plain]] : all)
        {
            Part(part.Headers, mail, part.Start, part.End, depth + 1, ref parts, text, options);
        }
    }

    /// <summary>Where the next delimiter stands at the beginning of a line; -1 when none does.</summary>
    private static int NextDelimiter(string mail, int at, int end, string delimiter)
    {
        while (at < end && mail.IndexOf(delimiter, at, end - at, StringComparison.Ordinal) is >= 0 and var found)
        {
            if (found == 0 || mail[found - 1] == '\n')
            {
                return found;
            }

            at = found + 1;
        }

        return -1;
    }
}
