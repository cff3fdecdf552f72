namespace Raum.Redaction;

/// <summary>HTML tags that only shape a text ("<c>Jane &lt;b&gt;Doe&lt;/b&gt;</c>"): they part no value, or end its line or cell. Tags with an attribute that may hold a value stay as they are.</summary>
internal static class Markup
{
    private const int Longest = 300;
    private const int LongestName = 10;
    private const char Nothing = '\u200B';

    private static readonly WordSet Inline = Cues.Set(
        "b i u em strong span font small big mark sub sup s del ins code tt wbr bdi bdo a abbr cite dfn kbd q var"
    );

    private static readonly WordSet Lines = Cues.Set(
        "br p div tr li ul ol dl dt dd table tbody thead tfoot hr pre center blockquote section article header footer h1 h2 h3 h4 h5 h6"
    );

    private static readonly WordSet Cells = Cues.Set("td th");

    /// <summary>Say how a text looks, and nothing of what it says.</summary>
    private static readonly WordSet Looks = Cues.Set(
        "style class dir lang align valign width height color size face bgcolor border cellpadding cellspacing colspan rowspan"
    );

    /// <summary>The length of a tag that only shapes the text, 0 for any other; and what it stands for: nothing, a line end, a tab.</summary>
    public static int Read(ReadOnlySpan<char> text, int at, out char meant)
    {
        meant = Nothing;
        var name = at + 1 < text.Length && text[at + 1] == '/' ? at + 2 : at + 1;
        var end = name;
        while (end < text.Length && end - name < LongestName && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        if (end == name || end == text.Length || !(text[end] is '>' or '/' || char.IsWhiteSpace(text[end])))
        {
            return 0;
        }

        var tag = text[name..end];
        if (Lines.Contains(tag))
        {
            meant = '\n';
        }
        else if (Cells.Contains(tag))
        {
            meant = name > at + 1 ? '\t' : Nothing;
        }
        else if (!Inline.Contains(tag))
        {
            return 0;
        }

        var rest = text[end..Math.Min(at + Longest, text.Length)];
        var close = rest.IndexOf('>');
        if (close < 0 || !OnlyLooks(rest[..close]))
        {
            return 0;
        }

        end += close + 1;
        // "<br>⏎" is one line end.
        meant = meant == '\n' && end < text.Length && text[end] is '\n' or '\r' ? Nothing : meant;
        return end - at;
    }

    /// <summary>True for attributes that hold no value of anybody: <c> class="x" style="color:red"</c>.</summary>
    private static bool OnlyLooks(ReadOnlySpan<char> attributes)
    {
        while (true)
        {
            attributes = attributes.TrimStart();
            if (attributes is [] or "/")
            {
                return true;
            }

            var equals = attributes.IndexOf('=');
            if (equals <= 0 || !Looks.Contains(attributes[..equals].TrimEnd()))
            {
                return false;
            }

            attributes = attributes[(equals + 1)..].TrimStart();
            if (attributes is not ['"' or '\'', ..] || attributes[1..].IndexOf(attributes[0]) is not (>= 0 and var length))
            {
                return false;
            }

            attributes = attributes[(length + 2)..];
        }
    }
}
