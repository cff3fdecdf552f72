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

    /// <summary>Whose it is: "teléfono {del cliente". "Número {de pedido" calls the number itself.</summary>
    private static readonly WordSet Ofs = Cues.Set("of del de do da du des der vom von van della dello dell di");

    private static readonly WordSet Numbers = Cues.Set("number numbers no nr num nummer numero n id code codigo codice numeros");

    /// <summary>True for a thing or a customer that the value is for or of: "NIF para a {fatura: 123456789".</summary>
    public static bool Is(ReadOnlySpan<char> text, int from, int end) => Start(text, from, end) < from;

    /// <summary>Where the phrase begins that tells what is spoken about: "{wegen meiner Bestellung", "au {sujet de ma commande"; the thing's own place where there is none.</summary>
    public static int Start(ReadOnlySpan<char> text, int thing, int end)
    {
        if (IsNumber(text, end))
        {
            // "about order number 0612345678"
            return thing;
        }

        var at = thing;
        for (var words = 0; words < MostWords; words++)
        {
            var from = Before(text, at, out var last);
            var word = text[from..last];
            if (Abouts.Contains(word))
            {
                return from;
            }

            var isOf = Ofs.Contains(word);
            if (isOf && !IsNumberOf(text, from, out var before) && !IsAbout(text, before))
            {
                return from;
            }

            if (word.IsEmpty || !(isOf || Determiners.Contains(word)))
            {
                return thing;
            }

            at = from;
        }

        return thing;
    }

    /// <summary>"número {de pedido"; "phone number {of the customer" says what number.</summary>
    private static bool IsNumberOf(ReadOnlySpan<char> text, int of, out int end)
    {
        var number = Before(text, of, out end);
        if (!Numbers.Contains(text[number..end]))
        {
            return false;
        }

        var kind = text[Before(text, number, out var last)..last];
        return kind.Length < 3 || Determiners.Contains(kind) || kind is "and" or "und";
    }

    /// <summary>"au {sujet de", "à {propos du": the phrase goes on before.</summary>
    private static bool IsAbout(ReadOnlySpan<char> text, int end) => Abouts.Contains(text[AddressWords.WordStart(text, end)..end]);

    /// <summary>"order {number".</summary>
    public static bool IsNumber(ReadOnlySpan<char> text, int end)
    {
        var next = ValueToken.Spaces(text, end);
        return next > end && Numbers.Contains(text[next..ValueToken.WordEnd(text, next)]);
    }

    /// <summary>Where the word before begins, and where it ends.</summary>
    private static int Before(ReadOnlySpan<char> text, int at, out int end)
    {
        while (at > 0 && text[at - 1] is ' ' or '\'' or '’')
        {
            at--;
        }

        end = at;
        while (at > 0 && end - at < LongestWord && char.IsLetter(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    /// <summary>"the number on {file", "the phone on my {account": where it is written down; "{account holder" is somebody.</summary>
    public static bool IsKeptThere(ReadOnlySpan<char> text, int from, ReadOnlySpan<char> word)
    {
        if (word is not ("file" or "account" or "policy"))
        {
            return false;
        }

        if (text[(from + word.Length)..].StartsWith(" holder"))
        {
            return true;
        }

        var before = NameContext.SpanBefore(text, from, out _);
        return before is "on" or "On"
            || (Determiners.Contains(before) && NameContext.SpanBefore(text, text[..from].LastIndexOf(before), out _) is "on");
    }
}
