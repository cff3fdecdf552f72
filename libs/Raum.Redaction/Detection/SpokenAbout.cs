namespace Raum.Redaction;

/// <summary>A thing that has numbers of its own, where it is only spoken about: "call me about my order: 07700900118", "the phone on my account 07700900118".</summary>
internal static class SpokenAbout
{
    private const int MostWords = 5;
    private const int LongestWord = 24;

    private static readonly WordSet Abouts = Cues.Set(
        "about regarding concerning re for wegen bezuglich zur zum fur betreffend betreffs sujet propos concernant pour sobre por para acerca per riguardo over voor omtrent rondom"
    );

    private static readonly WordSet Determiners = Cues.Set(
        "my the our your this that a an its his her their der die das den dem des meiner meine meinem meinen mein unserer unsere unserem unser ihrer ihre ma mon mes notre nos la le les l un une de du del el los las mi nuestro nuestra mis un una il lo gli i dello della "
            + "mia mio nostro nostra o os as meu minha nosso nossa da do mijn ons onze het een deze dit last late missing"
    );

    /// <summary>Where the phrase begins that tells what is spoken about: "{wegen meiner Bestellung", "au {sujet de ma commande"; the place itself where there is none.</summary>
    public static int Start(ReadOnlySpan<char> text, int thing)
    {
        var at = thing;
        for (var words = 0; words < MostWords; words++)
        {
            while (at > 0 && text[at - 1] is ' ' or '\'' or '’')
            {
                at--;
            }

            var end = at;
            while (at > 0 && end - at < LongestWord && char.IsLetter(text[at - 1]))
            {
                at--;
            }

            if (Abouts.Contains(text[at..end]))
            {
                return at;
            }

            if (at == end || !Determiners.Contains(text[at..end]))
            {
                return thing;
            }
        }

        return thing;
    }

    /// <summary>"the number on {file", "the phone on my {account": where it is written down.</summary>
    public static bool IsKeptThere(ReadOnlySpan<char> text, int from, ReadOnlySpan<char> word)
    {
        if (word is not ("file" or "account"))
        {
            return false;
        }

        var before = NameContext.SpanBefore(text, from, out _);
        return before is "on" or "On"
            || (Determiners.Contains(before) && NameContext.SpanBefore(text, text[..from].LastIndexOf(before), out _) is "on");
    }
}
