using System.Text;

namespace Raum.Jobs.Knowledge;

/// <summary>Tokens without any model's own counting: a third of the bytes in UTF-8, which is rather too much for each of them.</summary>
internal static class TokenBudget
{
    private const int BytesOfToken = 3;
    private const string More = " …";

    public static int Tokens(string text) => (Encoding.UTF8.GetByteCount(text) + BytesOfToken - 1) / BytesOfToken;

    /// <summary>The text, or as much of its beginning as there are tokens for, up to the end of a word.</summary>
    /// <returns>Null when there is no room for a word of it.</returns>
    public static string? Cut(string text, int tokens)
    {
        if (Tokens(text) <= tokens)
        {
            return text;
        }

        var room = (tokens * BytesOfToken) - Encoding.UTF8.GetByteCount(More);
        var end = 0;
        var last = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Utf8SequenceLength > room)
            {
                break;
            }

            room -= rune.Utf8SequenceLength;
            if (Rune.IsWhiteSpace(rune))
            {
                last = end;
            }

            end += rune.Utf16SequenceLength;
        }

        // A word that goes on is not cut: half a placeholder would be none, and half an address is still somebody's.
        var kept = text[..last].TrimEnd();
        return kept.Length == 0 ? null : kept + More;
    }
}
