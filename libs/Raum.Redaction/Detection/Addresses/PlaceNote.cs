namespace Raum.Redaction;

/// <summary>What stands behind a city and tells where it lies: " (Oder)", " (Madrid)", " am Wörthersee", " TN".</summary>
internal static class PlaceNote
{
    private const int LongestBracket = 32;

    private static readonly string[] Rivers =
    [
        "am ",
        "an der ",
        "an dem ",
        "im ",
        "in der ",
        "ob der ",
        "vor der ",
        "i. ",
        "a. ",
        "a.d. ",
        "b. ",
    ];

    /// <summary>" (Oder)", " am Wörthersee", " TN" behind a city.</summary>
    public static int Read(ReadOnlySpan<char> text, int end)
    {
        if (end < 1 || end + 2 >= text.Length || text[end] != ' ' || !char.IsLetter(text[end - 1]))
        {
            return end;
        }

        var at = end + 1;
        if (text[at] == '(')
        {
            var inside = text.Slice(at + 1, Math.Min(LongestBracket, text.Length - at - 1));
            var close = inside.IndexOf(')');
            return close >= 2 && char.IsUpper(inside[0]) && (close <= 4 || IsPlace(inside[..close])) ? at + close + 2 : end;
        }

        if (char.IsUpper(text[at]))
        {
            return char.IsLower(text[end - 1]) && char.IsAsciiLetterUpper(text[at + 1]) && !text.Slice(at, 2).SequenceEqual("OK")
                ? at + 2
                : end;
        }

        foreach (var river in Rivers)
        {
            if (
                text[at..].StartsWith(river, StringComparison.Ordinal)
                && at + river.Length < text.Length
                && char.IsUpper(text[at + river.Length])
            )
            {
                var from = at + river.Length;
                var last = AddressWords.NameEnd(text, from);
                return last - from > 2 && NotAWord(text[from..last]) ? last : end;
            }
        }

        return end;
    }

    private static bool NotAWord(ReadOnlySpan<char> word) => (NameWords.Of(word) & (WordFacts.Word | WordFacts.Month)) == 0;

    /// <summary>"Madrid", "Santa Cruz de Tenerife", "France"; not "Vermieter wohnt unten".</summary>
    private static bool IsPlace(ReadOnlySpan<char> inside)
    {
        var first = inside[..AddressWords.NameEnd(inside, 0)];
        if (StreetWords.CityBeginnings.Contains(first))
        {
            // "Santa Cruz de Tenerife"
            return true;
        }

        if (first.Length == inside.Length)
        {
            return NotAWord(first) || (NameWords.Of(first) & WordFacts.Proper) != 0;
        }

        var at = 0;
        while (at < inside.Length)
        {
            var end = AddressWords.NameEnd(inside, at);
            if (end == at)
            {
                return false;
            }

            var word = inside[at..end];
            if (
                char.IsUpper(word[0])
                    ? !NotAWord(word) && (NameWords.Of(word) & WordFacts.Proper) == 0 && !StreetWords.CityBeginnings.Contains(word)
                    : !StreetWords.Articles.Contains(word)
            )
            {
                return false;
            }

            at = end;
            while (at < inside.Length && inside[at] is ' ' or '.' or ',')
            {
                at++;
            }
        }

        return true;
    }
}
