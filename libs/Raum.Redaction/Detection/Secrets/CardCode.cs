namespace Raum.Redaction;

/// <summary>The three or four digits on the back of a card, told in words: "the three digits on the back are 382", "Prüfziffer hinten auf der Karte: 614".</summary>
/// <remarks>Linear: a bounded stretch around each cue is read.</remarks>
internal static class CardCode
{
    private const int Reach = 48;

    private static readonly WordSet Backs = Cues.Set(
        "back reverse hinten ruckseite dos verso dorso reverso detras retro achterkant achterzijde tras card cards karte kreditkarte carte tarjeta carta cartao kaart creditcard visa mastercard"
    );

    /// <summary>Adds the code behind a cue that ends at <paramref name="at"/>; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        Work.Add(2 * Reach);
        var limit = Math.Min(text.Length, at + Reach);
        var found = text[at..limit].IndexOfAnyInRange('0', '9');
        if (found < 0 || text.Slice(at, found).ContainsAny(".?!\n"))
        {
            return at;
        }

        var first = at + found;
        var last = CodeDigits.Run(text, first);
        if (last - first is 3 or 4 && !SecretPlace.IsCounted(text, last) && SaysBack(text[Math.Max(0, start - Reach)..first]))
        {
            CuedSecret.Add(findings, first, last);
            return last;
        }

        return at;
    }

    private static bool SaysBack(ReadOnlySpan<char> around)
    {
        for (var at = 0; Lexicon.NextWord(around, ref at, out var word); )
        {
            if (Backs.Contains(around[word..at]))
            {
                return true;
            }
        }

        return false;
    }
}
