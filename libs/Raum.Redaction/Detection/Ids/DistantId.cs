namespace Raum.Redaction;

/// <summary>An id some words behind its cue: "NAS au besoin 046-454-286", "passaporto cinese EJ4471209", "DNI del que recibió: 45871203".</summary>
/// <remarks>The value needs more digits than one right behind its cue; a sentence's end, another number or a word for one between ends the search.</remarks>
internal static class DistantId
{
    private static readonly System.Buffers.SearchValues<char> Marks = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    );
    private const int Reach = 44;
    private const int MostWords = 6;
    private const int FewestDigits = 6;

    /// <summary>"BNCLRA82M41F205X".</summary>
    private const int MostLetters = 7;
    private const int Longest = 20;

    /// <summary>The value behind a cue that ends at <paramref name="at"/>; its end is 0 when there is none.</summary>
    public static (int Start, int End) Find(ReadOnlySpan<char> text, int at)
    {
        // The cue itself may stand among the words for other numbers: "NAS", "Steuer-ID".
        var limit = Math.Min(text.Length, at + Reach);
        var cue = at;
        while (cue + 1 < limit && text[cue] is '-' && char.IsLetter(text[cue + 1]))
        {
            for (cue++; cue < limit && char.IsLetter(text[cue]); )
            {
                cue++;
            }
        }

        for (var words = 0; at < limit && words <= MostWords; )
        {
            var c = text[at];
            if (char.IsAsciiDigit(c) || (char.IsAsciiLetterUpper(c) && IsCode(text, at)))
            {
                var end = End(text, at);
                return IsId(text[at..end]) && !Cues.NamesPhone(text, at) && !Cues.NamesOtherNumber(text[Math.Min(cue, at)..at])
                    ? (at, end)
                    : default;
            }

            if (c is '\n' or '?' or '!' or ';' or '+' or '€' or '$' or '[' || (c == '.' && at + 1 < text.Length && text[at + 1] == ' '))
            {
                return default;
            }

            if (!char.IsLetter(c))
            {
                at++;
                continue;
            }

            words++;
            while (at < limit && char.IsLetter(text[at]))
            {
                at++;
            }
        }

        return default;
    }

    /// <summary>A digit stands among the next few capitals: "EJ4471209".</summary>
    private static bool IsCode(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && end - at < MostLetters && char.IsAsciiLetterUpper(text[end]))
        {
            end++;
        }

        return end < text.Length && end - at < MostLetters && char.IsAsciiDigit(text[end]);
    }

    private static int End(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (
            end < text.Length
            && end - at <= Longest
            && (
                char.IsAsciiLetterOrDigit(text[end])
                || (
                    text[end] is '-' or '.' or ' ' or '/'
                    && end + 1 < text.Length
                    && char.IsAsciiDigit(text[end + 1])
                    && char.IsAsciiDigit(text[end - 1])
                )
            )
        )
        {
            end++;
        }

        return end;
    }

    private static bool IsId(ReadOnlySpan<char> value)
    {
        var digits = 0;
        foreach (var c in value)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        // "12.05.2024", "2024-05-12"
        var isDate = digits == 8 && value.Length == 10 && !(char.IsAsciiDigit(value[2]) && char.IsAsciiDigit(value[4]));
        // "08/2031"
        isDate |= value.Length == 7 && value[2] == '/';
        if (value.Length is 9 or 10 && digits >= 3 && !value.ContainsAnyExcept(Marks) && char.IsAsciiLetterUpper(value[0]))
        {
            // "CHK496HGN6": a German passport's.
            return digits < value.Length - 1;
        }

        return digits >= FewestDigits && value.Length is >= 7 and <= Longest && !isDate;
    }
}
