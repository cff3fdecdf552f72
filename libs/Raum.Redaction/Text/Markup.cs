using System.Buffers;

namespace Raum.Redaction;

/// <summary>
/// HTML tags that only shape a text ("<c>Jane &lt;b&gt;Doe&lt;/b&gt;</c>"): they part no value, or end its line or cell. Tags with attributes stay as they are, since a value may be in one,
/// but for cells and lines whose attributes only say how they look.
/// </summary>
internal static class Markup
{
    private const int LongestName = 10;
    private const int LongestLooks = 300;

    /// <summary>A number that tells somebody has more.</summary>
    private const int MostFigures = 6;

    /// <summary>Shorter ones are more often classes: "col", "c".</summary>
    private const int ShortestName = 3;
    private const char Nothing = '\u200B';

    private static readonly WordSet Inline = Cues.Set("b i u em strong span font small big sub sup s del ins tt wbr bdi bdo a kbd");

    private static readonly WordSet Lines = Cues.Set(
        "br p div tr li ul ol dl dt dd table tbody thead tfoot hr pre center blockquote section article header footer h1 h2 h3 h4 h5 h6"
    );

    private static readonly WordSet Looks = Cues.Set(
        "class style align valign width height border cellpadding cellspacing bgcolor colspan rowspan scope dir lang color role"
    );

    private static readonly SearchValues<char> OfLooks = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_:;%#.,!()'"
    );

    private static readonly WordSet Cells = Cues.Set("td th");

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

        var close = Attributes(text, ValueToken.Spaces(text, end));
        close += close < text.Length && text[close] == '/' ? 1 : 0;
        if (end == name || close >= text.Length || text[close] != '>')
        {
            return 0;
        }

        var tag = text[name..end];
        if (char.IsUpper(tag[0]) && tag.ContainsAnyInRange('a', 'z'))
        {
            // Who is called so in a chat: "<Em> hello".
            return 0;
        }

        var isPlain = close == ValueToken.Spaces(text, end) + (text[close - 1] == '/' ? 1 : 0);
        if (Lines.Contains(tag))
        {
            meant = '\n';
        }
        else if (Cells.Contains(tag))
        {
            meant = name > at + 1 ? '\t' : Nothing;
        }
        else if (!isPlain || !Inline.Contains(tag))
        {
            return 0;
        }

        close++;
        // "<br>⏎" is one line end.
        meant = meant == '\n' && close < text.Length && text[close] is '\n' or '\r' ? Nothing : meant;
        return close - at;
    }

    /// <summary>Behind attributes that only say how something looks: letters, figures and the signs of styles, no addresses.</summary>
    private static int Attributes(ReadOnlySpan<char> text, int at)
    {
        for (var from = at; at < text.Length && at - from < LongestLooks; )
        {
            var equals = at;
            while (equals < text.Length && equals - at < LongestName + 2 && char.IsAsciiLetterLower(text[equals]))
            {
                equals++;
            }

            if (!text[equals..].StartsWith("=\"") || !Looks.Contains(text[at..equals]))
            {
                return at;
            }

            var value = text.Slice(equals + 2, Math.Min(LongestLooks, text.Length - equals - 2));
            var length = value.IndexOf('"');
            Work.Add(Math.Max(length, 0) + LongestName);
            if (length < 0 || value[..length].ContainsAnyExcept(OfLooks) || MayHide(value[..length], text[at..equals] is "style"))
            {
                return at;
            }

            at = ValueToken.Spaces(text, equals + 2 + length + 1);
        }

        return at;
    }

    /// <summary>A name, or as many figures as a number of somebody has: nobody would look for it in a tag that is passed over.</summary>
    private static bool MayHide(ReadOnlySpan<char> value, bool isStyle)
    {
        var figures = 0;
        foreach (var unit in value)
        {
            figures =
                char.IsAsciiDigit(unit) ? figures + 1
                : unit is ' ' or '-' or '.' or '(' or ')' or ',' ? figures
                : 0;
            if (figures > MostFigures)
            {
                return true;
            }
        }

        for (var at = 0; Lexicon.NextWord(value, ref at, out var start); )
        {
            var word = value[start..at];
            // Word processors and mail programs begin theirs so: "MsoNormal".
            var isOurs = isStyle || !word.ContainsAnyInRange('A', 'Z') || word.Contains("Mso", StringComparison.Ordinal);
            if (
                !isOurs
                || (word.Length > ShortestName && (NameWords.Of(word) & (WordFacts.AnyName | WordFacts.Word)) is not (0 or WordFacts.Word))
            )
            {
                return true;
            }
        }

        return false;
    }
}
