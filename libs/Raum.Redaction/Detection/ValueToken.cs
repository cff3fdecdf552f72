using System.Buffers;

namespace Raum.Redaction;

/// <summary>Reads what may be a value: a run of signs up to a space or a bracket, without the punctuation of the sentence.</summary>
internal static class ValueToken
{
    public const int Longest = 160;

    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"'„“”«»`‘’‚");

    public static bool IsQuote(char c) => Quotes.Contains(c);

    /// <summary>Where the token that begins here ends; the same place when none does.</summary>
    public static int End(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (
            end < text.Length
            && end - at < Longest
            && !char.IsWhiteSpace(text[end])
            && text[end] is not (',' or ';' or '"' or '<' or '>' or ')' or '[' or ']' or '“' or '”' or '»' or '`')
        )
        {
            end++;
        }

        while (end > at && text[end - 1] is '.' or '!' or '?' or ':' or '\'' or '*' or '’')
        {
            end--;
        }

        return end;
    }

    /// <summary>Where a value in quotes ends, whose opening quote stands before <paramref name="at"/>; 0 when it has no end on its line.</summary>
    public static int QuotedEnd(ReadOnlySpan<char> text, int at)
    {
        var close = text[at - 1] switch
        {
            '«' => '»',
            '„' => '“',
            '“' => '”',
            '‘' or '‚' => '’',
            var same => same,
        };
        for (var end = at; end < text.Length && end - at < 64 && text[end] != '\n'; end++)
        {
            if (text[end] == close || (text[at - 1] == '„' && text[end] is '"' or '”'))
            {
                return end;
            }
        }

        return 0;
    }

    /// <summary>Where the letters begin that end here.</summary>
    public static int WordStart(ReadOnlySpan<char> text, int end)
    {
        while (end > 0 && char.IsLetter(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    /// <summary>The letters from here on.</summary>
    public static int WordEnd(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsLetter(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Spaces are passed over, on the line.</summary>
    public static int Spaces(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\u00a0')
        {
            at++;
        }

        return at;
    }
}
