using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Raum.Zendesk;

/// <summary>Turns an answer's plain text into a comment that shows exactly that text.</summary>
/// <remarks>
/// A model's answer is untrusted (FLOW-12): markup is escaped, and because it is sent as HTML Zendesk does not read Markdown in it either. Zendesk fills in
/// <c>{{ticket.…}}</c> placeholders of comments; an invisible word joiner (U+2060) between such braces keeps one from being recognized.
/// </remarks>
internal static class CommentHtml
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private const char WordJoiner = '\u2060';

    public static string From(string text)
    {
        var html = new StringBuilder(text.Length + 64);
        foreach (var paragraph in Disarm(text).ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = paragraph.Trim('\n').Split('\n').Select(Encoder.Encode);
            html.Append("<p>").AppendJoin("<br>", lines).Append("</p>");
        }

        return html.ToString();
    }

    private static string Disarm(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (safe.Length > 0 && safe[^1] == '{' && character is '{' or '%')
            {
                safe.Append(WordJoiner);
            }

            safe.Append(character);
        }

        return safe.ToString();
    }
}
