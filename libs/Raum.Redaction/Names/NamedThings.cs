namespace Raum.Redaction;

/// <summary>Things, companies and places that are called like people, told by the words beside them. Asked of the few words that the model takes for names.</summary>
/// <remarks>Never of people of the ticket, and not where a word announces a person.</remarks>
internal static class NamedThings
{
    private const WordFacts Name = WordFacts.Given | WordFacts.Surname;

    /// <summary>What stands before the name of a thing: "le canapé Clémence", "la falda Carmen", "das Kissen Frida".</summary>
    private static readonly WordSet Before = Cues.Set(
        "canape fauteuil chaise table lampe pouf lit matelas armoire commode etagere tapis robe jupe chemise pantalon manteau veste sac parfum flacon coffret montre velo poussette modele gamme collection "
            + "sofa sillon silla mesa lampara cama colchon armario estanteria alfombra vestido falda blusa camisa abrigo chaqueta bolso perfume reloj bicicleta modelo gama coleccion "
            + "divano poltrona sedia tavolo lampada letto materasso armadio libreria tappeto vestito gonna camicia giacca cappotto borsa profumo orologio modello linea collezione "
            + "sofa poltrona cadeira mesa luminaria cama colchao estante tapete vestido saia blusa camisa casaco bolsa relogio bicicleta modelo linha colecao "
            + "sessel stuhl tisch leuchte regal bett matratze kissen topper teppich kleid rock bluse jacke mantel tasche modell serie kollektion tarif "
            + "bank stoel tafel kast matras vloerkleed jurk rok jas tas model collectie"
    );

    private static readonly WordSet Streets = Cues.Set("rue avenue boulevard quai calle plaza avenida piazza viale corso rua praca straat");

    /// <summary>Machines that have people's names: "Chatbot Ava".</summary>
    private static readonly WordSet Machines = Cues.Set("bot chatbot robot roboter voicebot");

    /// <summary>Buildings and firms that have people's names: "Pabellón Rafael Florido". One given name alone may be somebody there: "en la oficina Marta me dijo".</summary>
    private static readonly WordSet NamedAfter = Cues.Set(
        "torre pabellon museo museu musee museum escuela escola ecole colegio college lycee estadio stadio stade teatro theatre hopital hospital gymnasium parque parc jardin jardim salle aula sala "
            + "aeropuerto aeroport aeroporto flughafen ospedale krankenhaus clinica clinique kliniek universidad universite universita universidade universitat universiteit instituto istituto institut basilica "
            + "catedral cathedrale cattedrale chiesa iglesia eglise igreja estacion estacao gare stazione furgone autohaus heizungsbau werkstatt garage carrosserie officina taller oficina"
    );

    /// <summary>What stands behind it in English: "the Stella jeans", "Florence Blouse".</summary>
    private static readonly WordSet Behind = Cues.Set(
        "jeans blouse jumper dress skirt shirt coat jacket hoodie sweater cardigan trousers leggings boots trainers sandals sneakers handbag backpack sofa armchair chair table lamp rug mattress wardrobe "
            + "bookcase shelf sideboard ottoman cushion pillow duvet blanket mug kettle toaster dryer vacuum headphones earbuds stroller pram bike scooter guitar collection range edition"
    );

    /// <summary>The same of places, which have a capital there: "Martin Luther King Boulevard", but not "Emma school bus".</summary>
    private static readonly WordSet PlacesBehind = Cues.Set(
        "boulevard airport arena stadium building hospital school university library museum foundation institute terminal highway bridge gymnasium college academy theatre theater lounge station"
    );

    /// <summary>Behind "&amp;": "Beck &amp; Söhne".</summary>
    private static readonly WordSet Family = Cues.Set(
        "sohne sohn sons son daughters tochter brothers bros co cie partner partners associates fils freres figli fratelli hijos hermanos filhos irmaos zonen zoon zn"
    );

    private static readonly WordSet Child = Cues.Set("sohn tochter son daughter daughters");

    private static readonly WordSet Brothers = Cues.Set("freres fratelli hermanos irmaos gebruder gebroeders brothers bros gebr hnos");

    private static readonly WordSet Forms = Cues.Set(
        "ltd limited gmbh ag kg ohg inc incorporated llc corp corporation company enterprises motorsports plc srl spa bv nv sarl sas holdings holding solutions systems logistics industries motors electronics communications consulting"
    );

    private static readonly WordSet And = Cues.Set("and und et y e en");

    /// <summary>Prepositions of places, behind which a listed place is one whatever else is called so.</summary>
    private static readonly WordSet AtPlace = Cues.Set("in aus naar near");

    /// <summary>Prepositions of places and of people.</summary>
    private static readonly WordSet AtAnything = Cues.Set(
        "to from at via von zu bei uber nach en em a de di da do para par pour sur van te om voor desde hasta hacia"
    );

    private static readonly WordSet Determiners = Cues.Set(
        "the a an my your our his her their this that these those of same new two three another any"
    );

    /// <summary>Pronouns behind a person who does something: "Il divano Giulia lo ha pagato".</summary>
    private static readonly WordSet Clitics = Cues.Set("la lo le les los las me te se nos os m l lui leur mi ti gli ci vi li lhe lhes");

    /// <summary>Before a place or thing with which somebody does something.</summary>
    private static readonly WordSet AtWork = Cues.Set(
        "en in im am an al beim bei auf on at na no nas nos nella nello nel nell all alla allo au aux dans chez sur sulla sul ao comprar comprare comprando acheter"
    );

    /// <summary>True when no person is meant by these words.</summary>
    public static bool Are(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            if (words[i].Known != 0)
            {
                return false;
            }
        }

        return words[first].Rule is not (>= 1 and <= NameEvidence.LastIntroduction)
            && (IsThing(text, words, first, last) || IsCompany(text, words, first, last) || IsPlace(text, words, first, last))
            && !NameContext.SaysPerson(text, words[first].Start, words[last].End);
    }

    private static bool IsThing(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        IsCalledSo(text, words, first, last)
        || (
            last + 1 < words.Length
            && words[last].End + 1 == words[last + 1].Start
            && words[last + 1].Shape switch
            {
                WordShape.Lower => Behind.Contains(Of(text, words[last + 1])) && IsCounted(text, words, first),
                WordShape.Title => (first == last && Behind.Contains(Of(text, words[last + 1])))
                    || (PlacesBehind.Contains(Of(text, words[last + 1])) && !IsJob(text, words, last + 2)),
                _ => false,
            }
        );

    /// <summary>"le canapé Clémence", "Chatbot Ava", "el aeropuerto José María Córdova".</summary>
    private static bool IsCalledSo(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        if (
            first == 0
            || words[first - 1].End + 1 != words[first].Start
            || words[first - 1].Shape is not (WordShape.Lower or WordShape.Title)
        )
        {
            return false;
        }

        var kind = Of(text, words[first - 1]);
        if (
            (first == last && Machines.Contains(kind))
            || (words[first - 1].Shape == (words[first].InGerman ? WordShape.Title : WordShape.Lower) && Streets.Contains(kind))
        )
        {
            return true;
        }

        return !IsSomebody(text, words, first, last)
            && (
                NamedAfter.Contains(kind)
                || (
                    words[first - 1].Shape == (words[first].InGerman ? WordShape.Title : WordShape.Lower)
                    && (first == last || (words[last].Facts & WordFacts.Surname) == 0)
                    && Before.Contains(kind)
                )
            );
    }

    /// <summary>"the Stella jeans", but not "I gave Emma shirt and coat".</summary>
    private static bool IsCounted(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first) =>
        first == 0 || words[first - 1].Shape == WordShape.Digits || Determiners.Contains(Of(text, words[first - 1]));

    /// <summary>What somebody is stands behind their name, or where they are: "Priya Nair Building Manager", "David Osei University of Leeds".</summary>
    private static bool IsJob(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        at < words.Length
        && words[at].Start == words[at - 1].End + 1
        && ((words[at].IsCapital && !Forms.Contains(Of(text, words[at]))) || Of(text, words[at]) is "of");

    /// <summary>
    /// Somebody does something at such a place or with such a thing: "en la oficina Marta me dijo", "il divano Giulia lo ha pagato"; but not "salle Atlas", "der Sessel Frida ist da".
    /// </summary>
    private static bool IsSomebody(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        if (last + 1 >= words.Length || words[last + 1].Shape != WordShape.Lower || (words[first].Facts & WordFacts.Given) == 0)
        {
            return false;
        }

        if (
            Clitics.Contains(Of(text, words[last + 1]))
            || PersonVerbs.Follow(text, words[last].End)
            || (first == last && NamedAfter.Contains(Of(text, words[first - 1])))
        )
        {
            return true;
        }

        // "in der Werkstatt Stefan Huber war", "al comprar la cama Beatriz pagó": the phrase before it ended.
        for (var i = first - 2; i >= 0 && i >= first - 3 && words[i].IsWord; i--)
        {
            if (AtWork.Contains(Of(text, words[i])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Kelly Communications", "Beck &amp; Söhne", "Kingsley &amp; Ford Ltd".</summary>
    private static bool IsCompany(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        // "Delacroix Frères", "Hermanos Ruiz".
        if (last > first && (Brothers.Contains(Of(text, words[last])) || Brothers.Contains(Of(text, words[first]))))
        {
            return true;
        }

        if (last + 1 >= words.Length)
        {
            return false;
        }

        if (words[last + 1].IsCapital)
        {
            return words[last].End + 1 == words[last + 1].Start
                && (Forms.Contains(Of(text, words[last + 1])) || Brothers.Contains(Of(text, words[last + 1])))
                && !IsJob(text, words, last + 2);
        }

        var joins = words[last + 1] is { Shape: WordShape.Sign, Key: '&' };
        return last + 2 < words.Length
            && words[last + 2].IsCapital
            && (joins || (first == last && (words[first].Facts & WordFacts.Given) == 0 && And.Contains(Of(text, words[last + 1]))))
            && (
                (joins && Family.Contains(Of(text, words[last + 2])) && !IsParent(text, words, first, last))
                || (last + 3 < words.Length && words[last + 3].IsCapital && Forms.Contains(Of(text, words[last + 3])))
            );
    }

    /// <summary>"Tickets für Anna &amp; Sohn".</summary>
    private static bool IsParent(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        first == last && (words[first].Facts & Name) == WordFacts.Given && Child.Contains(Of(text, words[last + 2]));

    /// <summary>A listed place behind a preposition, or at an end of a way: "Lille - Marseille".</summary>
    private static bool IsPlace(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        if (!IsListed(text, words, first, last) || first == 0)
        {
            return false;
        }

        ref readonly var before = ref words[first - 1];
        if (before.IsWord)
        {
            var word = Of(text, before);
            return before.End + 1 == words[first].Start
                && (AtPlace.Contains(word) || (IsNoName(words, first, last) && AtAnything.Contains(word)));
        }

        return (IsWay(before) && first > 1 && IsListed(text, words, first - 2, first - 2))
            || (last + 2 < words.Length && IsWay(words[last + 1]) && IsListed(text, words, last + 2, last + 2));
    }

    private static bool IsWay(in Word word) => word is { Shape: WordShape.Sign, Key: '-' or '–' or '>' or '→' };

    private static bool IsListed(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        words[first].IsCapital && (NameWords.Of(text[words[first].Start..words[last].End]) & WordFacts.Proper) != 0;

    private static bool IsNoName(ReadOnlySpan<Word> words, int first, int last) => ((words[first].Facts | words[last].Facts) & Name) == 0;

    private static ReadOnlySpan<char> Of(ReadOnlySpan<char> text, in Word word) => text[word.Start..word.End];
}
