using System.Text;
using System.Text.RegularExpressions;

namespace Raum.Attachments;

/// <summary>Header fields with letters beyond ASCII: <c>=?utf-8?q?J=C3=BCrgen?=</c> (RFC 2047).</summary>
internal static partial class EncodedWords
{
    public static string Decode(string value) =>
        Word().Replace(Gap().Replace(value, "?==?"), match => Decode(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value));

    private static string Decode(string charset, string form, string text)
    {
        try
        {
            var bytes = form is "b" or "B"
                ? TransferEncoding.Base64(text)
                : TransferEncoding.QuotedPrintable(text, underscoreIsSpace: true);
            return (PlainText.EncodingOf(charset) ?? Encoding.Latin1).GetString(bytes);
        }
        catch (RefusedException)
        {
            return text;
        }
    }

    // Blanks between two encoded words are not part of the text.
    [GeneratedRegex(@"\?=[ \t]+=\?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Gap();

    [GeneratedRegex(@"=\?([A-Za-z0-9_.:-]{1,40})\?([bBqQ])\?([^?\s]*)\?=", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
