using System.Text;

namespace Raum.Attachments;

/// <summary>A mail (RFC 5322, MIME): its main headers and its text. Of alternatives the plain one. Files inside are taken out, for the reader.</summary>
internal static class MailText
{
    private const int MaxDepth = 8;
    private const int MaxParts = 100;

    private static readonly string[] Shown = ["From", "To", "Cc", "Reply-To", "Date", "Subject"];

    public static MailContent Read(ReadOnlySpan<byte> bytes, AttachmentOptions options)
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
        var files = new List<MailFile>();
        Part(headers, mail, body, mail.Length, 0, ref parts, text, files, options);
        return new MailContent(text.ToString(), files);
    }

    private static void Part(
        MailHeaders headers,
        string mail,
        int start,
        int end,
        int depth,
        ref int parts,
        BoundedText text,
        List<MailFile> files,
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
            Parts(headers, type == "multipart/alternative", mail, start, end, depth, ref parts, text, files, options);
        }
        else if (type is "text/plain" or "text/html" && !headers.IsFile)
        {
            var bytes = TransferEncoding.Decode(mail.AsSpan(start, end - start), headers.Get("Content-Transfer-Encoding"));
            var content = PlainText.Read(bytes, headers.Parameter("charset"), options);
            text.Append(type == "text/html" ? HtmlText.Read(content, options) : content);
            text.EndLine();
        }
        else
        {
            files.Add(File(headers, mail.AsSpan(start, end - start)));
        }
    }

    /// <summary>A file that cannot be decoded stays a file: of no kind, so that the reader refuses it.</summary>
    private static MailFile File(MailHeaders headers, ReadOnlySpan<char> body)
    {
        try
        {
            var bytes = TransferEncoding.Decode(body, headers.Get("Content-Transfer-Encoding"));
            return new MailFile(bytes, headers.ContentType == "application/octet-stream" ? KindOf(headers) : headers.ContentType);
        }
        catch (RefusedException)
        {
            return new MailFile(ReadOnlyMemory<byte>.Empty, null);
        }
    }

    /// <summary>Mail programs send much as bytes of no kind: then the end of its name says what kind of text it is.</summary>
    private static string? KindOf(MailHeaders headers) =>
        Path.GetExtension(headers.Parameter("name") ?? "").ToLowerInvariant() switch
        {
            ".txt" => "text/plain",
            ".csv" => "text/csv",
            ".json" => "application/json",
            ".htm" or ".html" => "text/html",
            ".eml" => "message/rfc822",
            _ => null,
        };

    private static void Parts(
        MailHeaders headers,
        bool oneOfThem,
        string mail,
        int start,
        int end,
        int depth,
        ref int parts,
        BoundedText text,
        List<MailFile> files,
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
            Part(part.Headers, mail, part.Start, part.End, depth + 1, ref parts, text, files, options);
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

/// <param name="Files">In the order of the mail.</param>
internal sealed record MailContent(string Text, IReadOnlyList<MailFile> Files);

/// <param name="MediaType">What the mail calls it; null when nothing of use.</param>
internal sealed record MailFile(ReadOnlyMemory<byte> Bytes, string? MediaType);
