namespace Raum.Redaction;

/// <summary>What stands before the sign of somebody's mail address (RFC 5321, 4.1.2), beside names that stand in it: "Post, Vince" and vince_post54@mail.example.</summary>
internal static class MailLocalPart
{
    /// <summary>RFC 5321, 4.5.3.1.1.</summary>
    public const int Longest = 64;

    private const int ShortestName = 3;

    /// <summary>The letters before the sign, or those of a whole cell, folded; empty where there are too many.</summary>
    public static ReadOnlySpan<char> Letters(ReadOnlySpan<char> from, Span<char> letters)
    {
        var sign = from.IndexOf('@');
        var count = 0;
        foreach (var c in sign < 0 ? from : from[..sign])
        {
            if (char.IsLetter(c))
            {
                if (count == letters.Length)
                {
                    return default;
                }

                letters[count++] = Folding.Fold(c);
            }
        }

        return letters[..count];
    }

    /// <summary>True for a word of a name with three letters or more that stands in a mail address with these letters.</summary>
    public static bool Holds(ReadOnlySpan<char> local, ReadOnlySpan<char> word)
    {
        Span<char> letters = stackalloc char[Longest];
        var own = Letters(word, letters);
        return own.Length >= ShortestName && local.IndexOf(own) >= 0;
    }
}
