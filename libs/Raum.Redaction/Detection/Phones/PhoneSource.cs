namespace Raum.Redaction;

/// <summary>The line or the phone that a call comes from, or a message goes to: "ligne cliente 081/22.64.17", "llama desde el 604 412 98 03", "manda no zap 81 9 8832 4170".</summary>
internal static class PhoneSource
{
    private const int MostWords = 3;

    private static readonly WordSet Lines = Cues.Set("ligne linea linha lijn anschluss");
    private static readonly WordSet Owners = Cues.Set(
        "client cliente clients klant kunde kundin abonne abonnee abonado usuario utente del de du do der van la le"
    );
    private static readonly WordSet Froms = Cues.Set("desde depuis");
    private static readonly WordSet Articles = Cues.Set("el le o mi mon su");

    /// <summary>WhatsApp in Brazil; alone it is what Zapier runs.</summary>
    private static readonly WordSet Zaps = Cues.Set("zap zapzap");
    private static readonly WordSet BeforeZap = Cues.Set("no o meu pelo do seu nosso via");

    /// <summary>True where a line or the source of a call stands right before a number that has as many digits as one of a phone.</summary>
    public static bool Says(ReadOnlySpan<char> text, int start)
    {
        var word = NameContext.SpanBefore(text, start, out var sameLine);
        if (word.Length == 0 || !sameLine)
        {
            return false;
        }

        if (
            (Articles.Contains(word) && Follows(Froms, text, start, word)) || (Zaps.Contains(word) && Follows(BeforeZap, text, start, word))
        )
        {
            return true;
        }

        var at = start;
        for (var words = 0; words < MostWords && sameLine && word.Length > 0; words++)
        {
            if (Lines.Contains(word))
            {
                return true;
            }

            if (!Owners.Contains(word))
            {
                return false;
            }

            at = Before(text, at, word);
            word = NameContext.SpanBefore(text, at, out sameLine);
        }

        return false;
    }

    /// <summary>True where one of the words stands before the one that ends at <paramref name="start"/>.</summary>
    private static bool Follows(WordSet words, ReadOnlySpan<char> text, int start, ReadOnlySpan<char> word) =>
        words.Contains(NameContext.SpanBefore(text, Before(text, start, word), out _));

    /// <summary>Where the word begins that stands before.</summary>
    private static int Before(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> word)
    {
        while (at > 0 && !char.IsLetter(text[at - 1]))
        {
            at--;
        }

        return at - word.Length;
    }
}
