namespace Raum.Redaction;

/// <summary>Where a name of the model begins and ends: titles, greetings and relatives before it are no part of it, nor are words in lower case that a dictionary has.</summary>
internal static class NameEdges
{
    private const WordFacts Before = WordFacts.Title | WordFacts.Greeting | WordFacts.SignOff | WordFacts.Kin;

    /// <summary>How many words may stand before a title that a name follows: "Grüezi Frau Caduff".</summary>
    private const int MostBeforeTitle = 2;

    private static readonly WordSet Possessives = Cues.Set(
        "ihrer ihrem ihren ihre ihr unserer unserem unseren unser eurer eurem our your their notre votre vos leur nuestra nuestro vuestra nostra nostro vostra vostro nossa nosso sua seu uw onze ons"
    );

    private static readonly WordSet Openings = Cues.Set(
        "secondo segun segundo selon laut tramite ieri oggi gestern heute gisteren hier ayer ontem yesterday"
    );

    /// <summary>Articles, of which some are given names of other languages.</summary>
    private static readonly WordSet Articles = Cues.Set("the a an una un uno une um uma die der das den dem eine einen ein een het");

    /// <summary>Those of them that nobody is called.</summary>
    private static readonly WordSet SureArticles = Cues.Set("the der die");

    /// <summary>Articles that have lost a vowel before the next word: "Samuele dell'assistenza".</summary>
    private static readonly WordSet Elided = Cues.Set("dell all nell sull dall quell d l qu un c s j n m t");

    /// <summary>A word in lower case that a list or a dictionary of the text's language knows as a word and no list as a name: "Tigist parla meglio".</summary>
    /// <remarks>Asked of the few words that the model takes for names, so a look-up in the dictionaries costs nothing.</remarks>
    public static bool IsNoName(ReadOnlySpan<char> text, in Word word) =>
        word.Shape == WordShape.Lower
        && word.End - word.Start > 2
        && ((word.Facts & (WordFacts.AnyName | WordFacts.Particle)) == 0 || (word.Facts & WordFacts.Kin) != 0)
        && (
            (word.Facts & WordFacts.Word) != 0
            || DictionaryWords.Has(word.InGerman, DictionaryWords.Of(Lexicon.Hash(text[word.Start..word.End])))
        );

    /// <summary>A name goes on over a hyphen: "Finn-Ole", "Reichelt-Sommer".</summary>
    public static int WithHyphens(ReadOnlySpan<Word> words, int last)
    {
        while (
            last + 2 < words.Length
            && words[last + 1] is { Shape: WordShape.Sign, Key: '-' }
            && words[last + 1].Start == words[last].End
            && words[last + 2].Start == words[last + 1].End
            && words[last + 2].Shape is WordShape.Title or WordShape.Capitals
            && (words[last + 2].Facts & WordFacts.Organization) == 0
        )
        {
            last += 2;
        }

        return last;
    }

    /// <summary>Leaves signs at the ends out, and what stands before a name; gives its first word.</summary>
    public static int Trim(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, ref int last)
    {
        while (last >= first && !words[last].IsWord)
        {
            last--;
        }

        first = BehindTitle(words, first, last);
        first = Monsieur.Behind(text, words, first, last);
        last = BeforePhrase(text, words, first, last);
        while (
            first < last
            && (
                !words[first].IsWord
                || IsBefore(words[first])
                || (words[first].Known == 0 && NoName.IsForeignTitle(text, words[first]))
                || Offices.StandsBefore(text, words[first], words[first + 1])
                || ChangesCase(words[last], words[first])
                || (NameLabels.IsPlainCapitals(words[first]) && !IsListed(words, first, first + 2))
                || NameLabels.IsPlainLower(words[first])
                || NameLabels.IsLabel(text, words, first)
                || NameLabels.StandsBefore(words[first], words[first + 1])
                || IsPreposition(words, first, last)
                || OpensSentence(text, words, first, last)
                || IsWordBefore(text, words, first)
                || IsElidedVerb(words, first, last)
            )
        )
        {
            first++;
        }

        last = BehindGenitive(text, words, first, last);
        while (
            last > first
            && (
                !words[last].IsWord
                || IsPlain(words[last])
                || IsParticle(words[last])
                || EndsCase(words, first, last)
                || IsPhrase(words, first, last)
                || IsElided(text, words[last])
                || (NameLabels.IsPlainCapitals(words[last]) && !IsListed(words, last, last - 1))
                || NameLabels.IsPlaceBehind(words[last - 1], words[last])
                || NameLabels.IsLabel(text, words, last)
            )
        )
        {
            last--;
        }

        return first;
    }

    /// <summary>"JOHN BAKER", "BAKER, JOHN": a family name of the long list that is a word as well, with a given name beside it.</summary>
    private static bool IsListed(ReadOnlySpan<Word> words, int at, int given) =>
        given < words.Length
        && (words[at].Facts & WordFacts.Listed) != 0
        && words[given].Shape == WordShape.Capitals
        && (words[given].Facts & WordFacts.Given) != 0
        && (given < at || words[at + 1] is { Shape: WordShape.Sign, Key: ',' });

    /// <summary>"Wischnewski von Ihrer Hotline", "Ionel von der Spedition": a small word with a possessive or a noun that is no name behind it begins a phrase.</summary>
    private static int BeforePhrase(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        for (var i = first + 1; i < last; i++)
        {
            if (
                words[i].Shape == WordShape.Lower
                && (words[i].Facts & WordFacts.Particle) != 0
                && (Possessives.Contains(text[words[i + 1].Start..words[i + 1].End]) || EndsInNoun(text, words, i, last))
            )
            {
                return i - 1;
            }
        }

        return last;
    }

    /// <summary>"Según Duarte Mascarenhas", "Gestern Otto Braun": before a name, where a sentence begins. Whoever is called so keeps the word, but before a comma: "Secondo Agata Privitera, il".</summary>
    private static bool OpensSentence(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        words[first].Shape == WordShape.Title
        && words[first].Known == 0
        && (words[first].Marks & WordMarks.SentenceStart) != 0
        && words[first + 1].Shape == WordShape.Title
        && (
            (words[first].Facts & WordFacts.Given) == 0
            || (last + 1 < words.Length && words[last + 1] is { Shape: WordShape.Sign, Key: ',' })
        )
        && Openings.Contains(text[words[first].Start..words[first].End]);

    /// <summary>"Maybe Young", "Una rosa", "Kann Ernst mich anrufen", "The Acharya label": a word that is no name, before a person of the ticket, before a given name where a sentence begins; an article there before any.</summary>
    private static bool IsWordBefore(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first)
    {
        ref readonly var word = ref words[first];
        ref readonly var next = ref words[first + 1];
        if (word.Known != 0 || (word.Facts & WordFacts.Particle) != 0)
        {
            return false;
        }

        var begins = (word.Marks & WordMarks.SentenceStart) != 0 && next.Shape == WordShape.Title;
        // An everyday word: "Hammer Ernst" may be a family name before a given one.
        var isPlain = (word.Facts & (WordFacts.AnyName | WordFacts.Word)) == WordFacts.Word;
        return (isPlain && (next.Known != 0 || (begins && (next.Facts & WordFacts.Given) != 0)))
            || (next.Known != 0 && Articles.Contains(text, word))
            || (begins && SureArticles.Contains(text, word));
    }

    /// <summary>Where a name begins that the lists found with an article before it: "The Acharya label".</summary>
    public static int BehindArticle(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        words[first < last && words[first].Known == 0 && SureArticles.Contains(text, words[first]) ? first + 1 : first].Start;

    /// <summary>"C'è Fontana", "C'est Nora": a verb of the language behind the sign, not "O'Brien", "M'hamed", "N'golo".</summary>
    private static bool IsElidedVerb(ReadOnlySpan<Word> words, int first, int last) =>
        first + 2 < last
        && words[first].Shape == WordShape.Initial
        && words[first + 1] is { Shape: WordShape.Sign, Key: '\'' or '’' }
        && words[first + 2].Shape == WordShape.Lower
        && (
            words[first + 2].End - words[first + 2].Start == 1
            || (words[first + 2].Facts & (WordFacts.AnyName | WordFacts.Word)) == WordFacts.Word
        );

    /// <summary>"Janes Bestellung": behind a person of the ticket in the German genitive stands a noun; not "Thomas Kessel", whose name ends so.</summary>
    private static int BehindGenitive(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        first + 1 == last
        && words[first].Known != 0
        && words[last].Known == 0
        && text[words[first].End - 1] == 's'
        && (words[first].Facts & (WordFacts.Given | WordFacts.Surname)) == 0
        && words[last].Shape == WordShape.Title
        && (words[last].Facts & WordFacts.AnyName) == 0
        && (words[last].Facts & (WordFacts.Word | WordFacts.Dictionary)) != 0
            ? first
            : last;

    /// <summary>"don Segundo Mamani", "my neighbour Iria Pazos": a given name that is a word elsewhere, between a title or relative and a name of one word.</summary>
    /// <param name="least">The end of the find before, which keeps its words.</param>
    public static int WithGiven(ReadOnlySpan<Word> words, int first, int last, int least) =>
        first == last
        && first > 0
        && words[first].Shape == WordShape.Title
        && IsAnotherWord(words[first - 1])
        && words[first - 1].Start >= least
        && words[first - 1].End + 1 == words[first].Start
        && IsTitled(words, first - 1)
            ? first - 1
            : first;

    private static bool IsTitled(ReadOnlySpan<Word> words, int at) =>
        at > 0
        && !words[at].InGerman
        && words[at - 1].Shape == WordShape.Lower
        && (words[at - 1].Facts & (WordFacts.Title | WordFacts.Kin)) != 0
        && words[at - 1].End + 1 == words[at].Start;

    private static bool IsAnotherWord(in Word word) =>
        word.Shape == WordShape.Title
        && word.Known == 0
        && word.Phrase == 0
        && word.End - word.Start > 1
        && (word.Facts & (WordFacts.CueWords | WordFacts.Proper | WordFacts.Brand | WordFacts.Month)) == 0;

    /// <summary>"de fiets van Ying": before one given name, and not behind a title, it is no part of the name.</summary>
    private static bool IsPreposition(ReadOnlySpan<Word> words, int first, int last) =>
        last == first + 1
        && words[first].Shape == WordShape.Lower
        && words[first].Known == 0
        && (words[first].Facts & WordFacts.Particle) != 0
        && (words[last].Facts & (WordFacts.Given | WordFacts.Surname)) == WordFacts.Given
        && first > 0
        && words[first - 1].Shape == WordShape.Lower
        && (words[first - 1].Facts & (WordFacts.Title | WordFacts.Particle)) == 0;

    private static bool EndsInNoun(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int particle, int last)
    {
        while (particle < last && words[particle].Shape == WordShape.Lower && (words[particle].Facts & WordFacts.Particle) != 0)
        {
            particle++;
        }

        ref readonly var noun = ref words[particle];
        return particle == last
            && noun.Shape == WordShape.Title
            && noun.Known == 0
            && (noun.Facts & WordFacts.AnyName) == 0
            && (
                (noun.Facts & WordFacts.Organization) != 0
                || (noun.InGerman && (noun.Facts & WordFacts.Dictionary) != 0)
                || DeskName.IsOne(text[noun.Start..noun.End])
            );
    }

    private static bool IsElided(ReadOnlySpan<char> text, in Word word) =>
        word.Shape == WordShape.Lower
        && word.End < text.Length
        && text[word.End] is '\'' or '’'
        && Elided.Contains(text[word.Start..word.End]);

    /// <summary>"Duffy von allen Vorwürfen": an everyday word behind a small one.</summary>
    private static bool IsPhrase(ReadOnlySpan<Word> words, int first, int last) =>
        words[first].Shape == WordShape.Title
        && words[last].Shape == WordShape.Lower
        && words[last].Known == 0
        && (words[last].Facts & WordFacts.Word) != 0
        && IsParticle(words[last - 1]);

    /// <summary>The same at the end, where no hyphen joins it: "Hauta-aho".</summary>
    private static bool EndsCase(ReadOnlySpan<Word> words, int first, int last) =>
        ChangesCase(words[first], words[last]) && words[last].Start > words[last - 1].End && !EndsAsFamily(words, first, last);

    /// <summary>"this is Tom baker, my parcel": a family name in lower case behind one given name, where the phrase ends.</summary>
    private static bool EndsAsFamily(ReadOnlySpan<Word> words, int first, int last) =>
        last == first + 1
        && (words[first].Facts & WordFacts.Given) != 0
        && (words[last].Facts & WordFacts.Surname) != 0
        && (last + 1 == words.Length || !words[last + 1].IsWord);

    /// <summary>A word in lower case beside a name with a capital: "Hobbs hand mixer", "mio Marco".</summary>
    private static bool ChangesCase(in Word name, in Word word) =>
        name.Shape == WordShape.Title
        && word.Shape == WordShape.Lower
        && word.Known == 0
        && (
            ((word.Facts & WordFacts.Word) != 0 && (word.Facts & (WordFacts.Given | WordFacts.Surname | WordFacts.Particle)) == 0)
            // "Jonas Weber holt es ab": a family name in lower case that is also a word.
            || ((word.Facts & WordFacts.Dictionary) != 0 && (word.Facts & (WordFacts.Given | WordFacts.Particle)) == 0)
        );

    /// <summary>True when the words are one brand or place of the lists.</summary>
    public static bool IsBrand(ReadOnlySpan<Word> words, int first, int last)
    {
        var known = false;
        for (var i = first; i <= last; i++)
        {
            known |= words[i].Known != 0 || (words[i].IsWord && words[i].Phrase == 0);
        }

        return !known && words[first].Phrase == 1 && last > first;
    }

    /// <summary>"mevrouw van den Berg", "weduwe De Smet": behind a title, and with a capital behind a relative, the small words belong to the name.</summary>
    public static int WithParticles(ReadOnlySpan<Word> words, int first)
    {
        var start = first;
        while (start > 0 && first - start < 3 && (words[start - 1].Facts & WordFacts.Particle) != 0 && words[start - 1].IsWord)
        {
            start--;
        }

        var before = start - 1;
        before -= before > 0 && words[before] is { Shape: WordShape.Sign, Key: '.' } ? 1 : 0;
        var opens = start < first && words[start].IsCapital ? WordFacts.Title | WordFacts.Kin : WordFacts.Title;
        return start < first && before >= 0 && (words[before].Facts & opens) != 0 ? start : first;
    }

    private static bool IsParticle(in Word word) =>
        word.Shape is WordShape.Lower or WordShape.Capitals && (word.Facts & WordFacts.Particle) != 0;

    private static bool IsBefore(in Word word) =>
        (word.Facts & (WordFacts.Title | WordFacts.Greeting)) != 0
        || IsPlain(word)
        || ((word.Facts & Before) != 0 && (word.Facts & (WordFacts.Given | WordFacts.Surname)) == 0)
        || ((word.Facts & Before) != 0 && word.Shape == WordShape.Lower);

    private static bool IsPlain(in Word word) =>
        word.Shape == WordShape.Lower && (word.Facts & WordFacts.Word) != 0 && (word.Facts & (WordFacts.AnyName | WordFacts.Particle)) == 0;

    /// <summary>What stands before a title is no name: "danke herr sahin".</summary>
    private static int BehindTitle(ReadOnlySpan<Word> words, int first, int last)
    {
        for (var i = Math.Min(first + MostBeforeTitle, last - 1); i > first; i--)
        {
            var isTitle = (words[i].Facts & WordFacts.Title) != 0 && (words[i].Facts & (WordFacts.Given | WordFacts.Particle)) == 0;
            var isPlain = words[first].Shape == WordShape.Lower || (words[first].Facts & (WordFacts.Given | WordFacts.Surname)) == 0;
            if (isTitle && words[i].IsWord && isPlain)
            {
                return i;
            }
        }

        return first;
    }
}
