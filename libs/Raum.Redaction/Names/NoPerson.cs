namespace Raum.Redaction;

/// <summary>What the model takes for a name and is none by how it is written or by what stands before it. Asked of its few finds.</summary>
/// <remarks>Never of people of the ticket.</remarks>
internal static class NoPerson
{
    /// <summary>No name has more words in lower case, small ones and names of the lists apart: "happy ki Punjabiya toh zada vadiya".</summary>
    private const int MostUnknown = 4;

    private const int LongestCalled = 24;

    /// <summary>Of chats: no dictionary has them.</summary>
    private static readonly WordSet Slang = Cues.Set(
        "bruh bro bros sis fam dawg dude dudes homie bae lol lmao lmfao rofl omg omfg wtf smh tbh imo imho idk irl plz pls plss thx thnx tysm xoxo gtg brb afk ngl istg stfu ffs "
            + "fml goat simp noob lovin doin goin comin gettin nothin somethin havin makin takin tryin talkin workin playin livin runnin watchin waitin sleepin eatin drinkin fuckin freakin "
            + "spammin frickin effin wanna gonna gotta kinda sorta dunno lemme gimme finna tryna imma yall yeet yikes ugh duh meh welp oof bich biatch bitch sheesh jeez jeeez geez "
            + "mdr ptdr wesh frr jpp stp svp jsp bcp tkt alter digga diggah digger krass junge mann ey boah nee jaja jajaja jeje kkk kkkk kkkkk rsrs rsrsrs vlw blz mano cara gente tipo "
            + "wey guey tio tia pana hermano boludo che raga boh mah vabbe dai gast kerel jongen joh gozer"
    );

    /// <summary>Before a month these speak of time. English and German only: elsewhere a month has no capital, and "hasta Julio" may be a person.</summary>
    private static readonly WordSet OfTime = Cues.Set(
        "since in until till during last next this early late mid every seit im bis ab anfang ende mitte kommenden letzten nachsten"
    );

    private static readonly WordSet Spelling = Cues.Set("for as in wie comme de come como van di");

    /// <summary>Labels of fields that hold a place.</summary>
    private static readonly WordSet PlaceLabels = Cues.Set(
        "lugar ort place location lieu luogo local localidad localidade plaats city town ville ciudad cidade citta stadt wohnort geburtsort birthplace standort store shop filiale branch sucursal tienda loja magasin agence negozio winkel "
            + "nacionalidad nationality nationalitat nationalität staatsangehörigkeit nationalite nationalité nazionalita nazionalità cittadinanza nacionalidade nationaliteit country land pays paese pais país kanton canton provincia provincie departement "
            + "school schule ecole escuela colegio escola scuola"
    );

    public static bool Is(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        var unknown = 0;
        var lower = 0;
        var given = 0;
        var slang = 0;
        var stretched = 0;
        var family = 0;
        var all = 0;
        for (var i = first; i <= last; i++)
        {
            ref readonly var word = ref words[i];
            if (word.Known != 0)
            {
                return false;
            }

            if (!word.IsWord)
            {
                continue;
            }

            all++;
            lower += word.Shape == WordShape.Lower ? 1 : 0;
            given += (word.Facts & WordFacts.Given) != 0 ? 1 : 0;
            family += (word.Facts & WordFacts.Surname) != 0 ? 1 : 0;
            unknown +=
                word.Shape == WordShape.Lower && (word.Facts & (WordFacts.Given | WordFacts.Surname | WordFacts.Particle)) == 0 ? 1 : 0;
            var letters = text[word.Start..word.End];
            stretched += word.Shape is WordShape.Lower or WordShape.Capitals && IsStretched(letters) && !IsCalled(letters) ? 1 : 0;
            slang += (word.Facts & (WordFacts.Given | WordFacts.Surname)) == 0 && Slang.Contains(letters) ? 1 : 0;
        }

        return unknown > MostUnknown
            || (all > 2 && lower == all && given == 0 && family == 0 && !IsIntroduced(words[first]))
            || slang == all
            || stretched == all
            || (first == last && IsMonth(text, words[first]))
            || IsPartOfCode(text, words[first].Start)
            || BeginsCode(text, words[first], words[last])
            || AreAirports(text, words, first, last)
            || IsPlace(text, words, first, last)
            || (first == last && (IsSpelled(text, words, first) || IsAccent(text, words[first])));
    }

    /// <summary>"P for Peter", "N wie Nordpol": a letter that is spelled.</summary>
    private static bool IsSpelled(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        at > 1
        && words[at - 2].Shape == WordShape.Initial
        && words[at - 1].Shape == WordShape.Lower
        && text[words[at].Start] == text[words[at - 2].Start]
        && Spelling.Contains(text[words[at - 1].Start..words[at - 1].End]);

    /// <summary>"GIA' DUE VOLTE": an accent that capitals do not have on a keyboard.</summary>
    private static bool IsAccent(ReadOnlySpan<char> text, in Word word) =>
        word.Shape == WordShape.Capitals
        && word.End + 2 < text.Length
        && text[word.End] is '\'' or '’'
        && text[word.End + 1] == ' '
        && char.IsUpper(text[word.End + 2])
        && text[word.End - 1] is 'A' or 'E' or 'I' or 'O' or 'U';

    /// <summary>"GWOOOOD", "heyyyy": the same letter four times. With one capital it may be a name that somebody calls: "Jodiiii".</summary>
    private static bool IsStretched(ReadOnlySpan<char> word)
    {
        for (var i = 3; i < word.Length; i++)
        {
            if (word[i] == word[i - 1] && word[i] == word[i - 2] && word[i] == word[i - 3])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"annaaaa": a given name that somebody calls.</summary>
    private static bool IsCalled(ReadOnlySpan<char> word)
    {
        Span<char> once = stackalloc char[Math.Min(word.Length, LongestCalled)];
        var length = 0;
        for (var i = 0; i < once.Length; i++)
        {
            if (i == 0 || word[i] != word[i - 1])
            {
                once[length++] = word[i];
            }
        }

        return word.Length <= LongestCalled
            && length > 2
            && (NameWords.Of(once[..length]) & (WordFacts.Given | WordFacts.Word)) == WordFacts.Given;
    }

    private static bool IsIntroduced(in Word word) => word.Rule is >= 1 and <= NameEvidence.LastIntroduction;

    /// <summary>"since August".</summary>
    private static bool IsMonth(ReadOnlySpan<char> text, in Word word) =>
        (word.Facts & WordFacts.Month) != 0
        && word.Shape != WordShape.Lower
        && OfTime.Contains(NameContext.SpanBefore(text, word.Start, out _));

    /// <summary>"S/4HANA".</summary>
    private static bool IsPartOfCode(ReadOnlySpan<char> text, int start) =>
        start > 1 && char.IsAsciiDigit(text[start - 1]) && (text[start - 2] is '/' or '-' || char.IsAsciiLetterUpper(text[start - 2]));

    /// <summary>"LAP-SOP-0417".</summary>
    private static bool BeginsCode(ReadOnlySpan<char> text, in Word first, in Word last) =>
        first.Shape == WordShape.Capitals
        && last.End + 1 < text.Length
        && text[last.End] == '-'
        && char.IsAsciiDigit(text[last.End + 1])
        && !text[first.Start..last.End].Contains(' ');

    /// <summary>"EZE-BRC".</summary>
    private static bool AreAirports(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        last == first + 2
        && IsAirport(words[first])
        && IsAirport(words[last])
        && words[last].End - words[first].Start == 7
        && text[words[first].End] == '-';

    private static bool IsAirport(in Word word) =>
        word.Shape == WordShape.Capitals && word.End - word.Start == 3 && (word.Facts & (WordFacts.Given | WordFacts.Surname)) == 0;

    private static bool AreListed(ReadOnlySpan<Word> words)
    {
        foreach (ref readonly var word in words)
        {
            if (word.IsWord && (word.Facts & WordFacts.Proper) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>"Lugar: Zamora": a listed place behind the label of one, and nothing more; not "Tienda: Santiago me atendió mal".</summary>
    private static bool IsPlace(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        first > 1
        && AreListed(words[first..(last + 1)])
        && !(last + 1 < words.Length && words[last + 1].IsWord)
        && words[first - 1] is { Shape: WordShape.Sign, Key: ':' }
        && words[first - 2].IsWord
        && (first == 2 || words[first - 3].Shape == WordShape.LineEnd || words[first - 3].Shape == WordShape.Sign)
        && PlaceLabels.Contains(text[words[first - 2].Start..words[first - 2].End]);
}
