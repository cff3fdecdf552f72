namespace Raum.Redaction;

/// <summary>A known name in small letters that is also a word: "i am joy", "spoke to mark yesterday", "hier ist rosa", "kann koch mich anrufen".</summary>
/// <remarks>Where chats are written in small letters nothing but the words around it tells. Linear: two words before and one behind are read.</remarks>
internal static class SmallMention
{
    /// <summary>Whom one asks or tells needs no small word: "frag wolf ob".</summary>
    private static readonly WordSet Speech = Cues.Set("ask asked tell told frag frage sag sage zeg");

    private static readonly WordSet Spoke = Cues.Set(
        "heard spoke spoken talked talk speak hable hablar dile diga diz digan pregunte parle parler dites dis demandez parlato parlare dite chiedete "
            + "falei falar diz diga pergunte telefoniert gesprochen gestern gesproken gebeld gisteren vraag spreekt"
    );

    private static readonly WordSet To = Cues.Set("to from with a con avec com met mit aan");

    /// <summary>What stands behind whom one asks, or who writes; also the end of a phrase.</summary>
    private static readonly WordSet Behind = Cues.Set(
        "if that about when why what again and yesterday today from please que si cuando ayer por y de che se quando ieri e di da per ontem hoje "
            + "hier qu et pour j dat of wanneer gisteren en van om dass ob wann gestern bitte und von vom aus telefoniert gesprochen gebeld gesproken "
            + "she he i im is gewesen wegen noch"
    );

    private static readonly WordSet Here = Cues.Set("hier aqui ici qui here soy sono sou suis bin ben am i'm im habla chiamo llamo name");
    private static readonly WordSet Hello = Cues.Set("here hier aqui ici qui speaking");
    private static readonly WordSet IsWords = Cues.Set("ist is e est es met");
    private static readonly WordSet HereBefore = Cues.Set("hier this aqui ici qui here name nombre nome naam nom it c spreekt");

    /// <summary>What a writer says of themselves: "i am young", "sono felice".</summary>
    private static readonly WordSet Traits = Cues.Set(
        "young long rich frank green brown small may will klein gross groß kurz lang ernst braun weiss weiß schwarz jung petit petite grand fort clair "
            + "claire brun roux constant prudent bello bella felice franco franca longo rossi greco russo bravo leal calvo moreno delgado rubio linda "
            + "blanco clara claro jong groen koning wil bo bas puck"
    );

    private static readonly WordSet Modals = Cues.Set("can could may kann konnte puede podria puo potrebbe pode peut pourrait kan zou");
    private static readonly WordSet Me = Cues.Set("mich mir uns me mij ons m call ring phone llamarme llamar chiamarmi ligar bellen");

    public static bool Is(ReadOnlySpan<char> text, int start, int end)
    {
        if (end - start < 3 || start < 2 || !char.IsLower(text[start]) || text[start - 1] is not ' ' || !EndsWord(text, end))
        {
            return false;
        }

        var first = ValueToken.WordStart(text, start - 1);
        var word = text[first..(start - 1)];
        var earlier = first > 1 && text[first - 1] is ' ' or '\'' or '’' ? text[ValueToken.WordStart(text, first - 1)..(first - 1)] : [];
        var next = end + 1 < text.Length && text[end] == ' ' ? text[(end + 1)..ValueToken.WordEnd(text, end + 1)] : [];
        if (Hello.Contains(next) && (text[start - 2] == ',' || NameContext.IsPlainGreetingOrTitle(word)))
        {
            // "moin, fuchs hier"
            return true;
        }

        if (Speech.Contains(word) || (To.Contains(word) && Spoke.Contains(earlier)))
        {
            return next.IsEmpty || Behind.Contains(next);
        }

        if (Modals.Contains(word))
        {
            return Me.Contains(next);
        }

        return (Here.Contains(word) || (IsWords.Contains(word) && HereBefore.Contains(earlier)))
            && (next.IsEmpty || Behind.Contains(next))
            // "hier koning, waar is mijn pakket"
            && (IsHere(word, text, first, end) || !Traits.Contains(text[start..end]));
    }

    private static bool IsHere(ReadOnlySpan<char> word, ReadOnlySpan<char> text, int first, int end) =>
        end < text.Length && text[end] == ',' && HereBefore.Contains(word) && NameContext.StartsSentence(text, first);

    private static bool EndsWord(ReadOnlySpan<char> text, int end) =>
        end >= text.Length || text[end] is ' ' or ',' or '.' or '!' or '?' or ';' or '\n' or '\r';
}
