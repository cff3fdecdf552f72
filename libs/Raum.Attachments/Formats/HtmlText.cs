using System.Net;

namespace Raum.Attachments;

/// <summary>What a reader of an HTML page would see: its text. Scripts, styles, comments and attributes are left out; nothing is loaded.</summary>
/// <remarks>One pass; each tag is read once. It does not try to repair: what is not a tag is text.</remarks>
internal static class HtmlText
{
    private static readonly HashSet<string> Unseen = new(StringComparer.OrdinalIgnoreCase)
    {
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
    };

    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "big",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "wbr",
    };

    public static string Read(string html, AttachmentOptions options)
    {
        var text = new BoundedText(options);
        for (var at = 0; at < html.Length; )
        {
            var tag = html.AsSpan(at).IndexOf('<');
            var end = tag < 0 ? html.Length : at + tag;
            AppendText(html.AsSpan(at, end - at), text);
            at = end == html.Length ? end : AfterTag(html, end, text);
        }

        return text.ToString();
    }

    private static void AppendText(ReadOnlySpan<char> raw, BoundedText text)
    {
        if (raw.Length > 0)
        {
            text.Append(raw.Contains('&') ? WebUtility.HtmlDecode(raw.ToString()) : raw);
        }
    }

    private static int AfterTag(string html, int at, BoundedText text)
    {
        if (html.AsSpan(at).StartsWith("<!--", StringComparison.Ordinal))
        {
            var close = html.IndexOf("-->", at + 4, StringComparison.Ordinal);
            return close < 0 ? html.Length : close + 3;
        }

        var from = at + 1;
        from += from < html.Length && html[from] == '/' ? 1 : 0;
        var nameEnd = from;
        while (nameEnd < html.Length && char.IsAsciiLetterOrDigit(html[nameEnd]))
        {
            nameEnd++;
        }

        if (nameEnd == from && !(from < html.Length && html[from] is '!' or '?'))
        {
            // "a < b" is text.
            text.Append('<');
            return at + 1;
        }

        var end = TagEnd(html, nameEnd);
        var name = html[from..nameEnd];
        if (!Inline.Contains(name))
        {
            text.EndLine();
        }

        return from == at + 1 && Unseen.Contains(name) ? AfterElement(html, end, name) : end;
    }

    /// <summary>Behind the <c>&gt;</c> of a tag; one inside quotes does not end it.</summary>
    private static int TagEnd(string html, int at)
    {
        var quote = '\0';
        for (; at < html.Length; at++)
        {
            var c = html[at];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '>')
            {
                return at + 1;
            }
        }

        return html.Length;
    }

    /// <summary>Behind the end of an element that nobody sees. Without an end it goes on to the end of the page, as in a browser.</summary>
    private static int AfterElement(string html, int at, string name)
    {
        var close = html.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
        return close < 0 ? html.Length : TagEnd(html, close + name.Length + 2);
    }
}
