namespace Raum.Redaction;

/// <summary>A part of a known name that is also a word: its capital inside a sentence says that the person is meant, "Please call Grace back", "Das hat Lang bestätigt".</summary>
/// <remarks>Only behind words that stand before people, without an article: "I work in Sage" says nothing of an agent Sage. Linear: two words before are read.</remarks>
internal static class InsideSentence
{
    private const int Shortest = 3;

    /// <summary>Before whom one calls, asks, gives something to, or is, and what begins a question or says who else.</summary>
    private static readonly WordSet Before = Cues.Set(
        "call ask tell told asked contact inform remind let phone to for with from between by according m give gave named met meet meeting saw see cc "
            + "and or of than without only even both that if because when while as did does has had have is was can could would should "
            + "llamen llame llamar pregunten avisen avisar avise a para con segun soy contacten de y o sin solo ni que como por dijo fue esta "
            + "ha recibio vuelve recogio puede companera companero ayer cuando si "
            + "rappelez appelez demandez prevenez prevenir pour avec selon suis chez encore et ou sans seule seul meme comme est par dit ont avez "
            + "vu attends attendons collegue qu d "
            + "richiamate chiamate chiedete avvisate avvisare avvisi per secondo sono dite di da e senza neanche che come c'e c visto torna puo ieri "
            + "stata stato collega aspetto aspettiamo se ricevuto del della "
            + "liguem perguntem avisem segundo sou digam com em do da sem so nem foi ontem volta pode disse viu "
            + "bel vraag zeg aan voor met volgens ben van bij en of zonder alleen zelfs dat als door op zoals heeft kan komt heb wacht zag gezien moet"
    );

    /// <summary>The same in German, whose nouns stand there with an article; not what stands before materials, colours and times.</summary>
    private static readonly WordSet BeforeInGerman = Cues.Set(
        "frag frage fragen fragt gefragt sag sage sagen sagt gib gebt geben bitte mit von bei laut ohne nur sogar auch und oder an fur durch uber "
            + "wegen auf gegen dass ob wenn weil wie hat hatte kann konnte muss musste soll sollte will wollte mochte wird wurde hab habe "
            + "haben kommt bekam erreichen kollegin kollege"
    );

    /// <summary>"Ist Fuchs heute da?", but "er ist Koch".</summary>
    private static readonly WordSet Copula = Cues.Set("ist war");
    private static readonly WordSet Pronouns = Cues.Set("er sie es ich wer jetzt bald");

    /// <summary>What a German sentence names without an article: "für Sommer und Winter", "auf Schwarz".</summary>
    private static readonly WordSet Bare = Cues.Set("sommer winter herbst fruhling schwarz weiss weiß braun grun blau rosa rot gelb grau");

    /// <summary>Whom one speaks to is no place and no brand: "ask Stella", "frag Rosa", "my name is Bosch".</summary>
    private static readonly WordSet Speech = Cues.Set(
        "ask asked tell told remind inform let frag frage fragen fragt sag sagt cc pregunten avisen avisar avise rappelez demandez prevenez prevenir "
            + "chiedete avvisate avvisare avvisi perguntem avisem avisar vraag vraagt"
    );

    /// <summary>The same, less sure: who was there, who knows, with whom.</summary>
    private static readonly WordSet Personal = Cues.Set(
        "call contact phone schrieb schreibt rief sagte meinte llamo escribio chiamo scrisse ligou escreveu appelle belde schreef zei vroeg with without even saw seen mit laut ohne sogar nur hat hatte kann konnte muss soll con sin ni dijo solo avec selon sans seule meme "
            + "vu secondo senza neanche visto stata stato com segundo sem nem met volgens zonder alleen zelfs heeft heb kan moet"
    );

    /// <summary>"In casa di Rosa", "le contrat est au nom de Boulanger".</summary>
    private static readonly WordSet Of = Cues.Set("of de di van von auf");

    /// <summary>Behind a word with a capital they belong to a name of something: "Clube do Sol".</summary>
    private static readonly WordSet Joining = Cues.Set("of de di da do del della van");

    private static readonly WordSet Owned = Cues.Set(
        "part parte behalf namen pratica dossier processo expediente contrato contratto contract vertrag rechner name nom nome nombre naam casa account cuenta conta compte konto ordinateur ordenador computador computer portatil lauft auf"
    );

    /// <summary>"Wurde von Wolf angenommen".</summary>
    private static readonly WordSet Taken = Cues.Set(
        "angenommen entgegengenommen unterschrieben bestatigt abgeholt gemeldet bestellt bezahlt"
    );

    private static readonly WordSet To = Cues.Set("to with a aan mit con avec com met is ist es est e sich ben");

    /// <summary>Before "to", "with" and "is".</summary>
    private static readonly WordSet SpeechBefore = Cues.Set(
        "meldet meldete ik according key cle llave chiave chave sleutel hier spoke talk talked speak wrote write gave forwarded speaking name gesprochen telefoniert geschrieben nombre pregunte pregunten hable hablar escribi dile diga avise nom "
            + "demandez parle parler ecrit dites transmettez parlato parlare chiedete scritto dica dite nome falei falar pergunte escrevi diga naam vraag zeg primero abord prima primeiro eerst"
    );

    /// <param name="inGerman">True in a German text, where every noun has a capital.</param>
    public static bool Is(ReadOnlySpan<char> text, int start, int end, bool inGerman)
    {
        if (
            end - start < Shortest
            || start < 2
            || !char.IsUpper(text[start])
            || !char.IsLower(text[start + 1])
            || text[start - 1] is not (' ' or '\'' or '’')
            || !char.IsLetter(text[start - 2])
            || IsJoined(text, end)
        )
        {
            return false;
        }

        var last = start - 1;
        var first = ValueToken.WordStart(text, last);
        var word = text[first..last];
        var begins = NameContext.StartsSentence(text, first);
        if (
            !(char.IsLower(word[0]) || begins) || !(first == 0 || text[first - 1] is ' ' or '\n' or '\'' or '’' or '¿' or '¡' or '(' or '"')
        )
        {
            return text[..last].EndsWith("I am");
        }

        var earlier = begins || first == 0 || text[first - 1] != ' ' ? [] : text[ValueToken.WordStart(text, first - 1)..(first - 1)];
        var next = GoesOn(text, end) ? text[(end + 1)..ValueToken.WordEnd(text, end + 1)] : [];
        if (
            Speech.Contains(word)
            || (To.Contains(word) && SpeechBefore.Contains(earlier))
            // "Hier Bosch, guten Tag".
            || (begins && word is "Hier" && end < text.Length && text[end] == ',')
            || (Of.Contains(word) && (Owned.Contains(earlier) || Taken.Contains(next)))
        )
        {
            return true;
        }

        var name = text[start..end];
        var facts = NameWords.OfHash(Lexicon.Hash(name));
        if ((facts & (WordFacts.Given | WordFacts.Surname)) == 0)
        {
            // "Clerk of Court", "with Support": the desk of an agent.
            return false;
        }

        var isCopula = Copula.Contains(word) && (begins ? !next.IsEmpty : !Pronouns.Contains(earlier)) && IsShown(text, end);
        if ((facts & (WordFacts.Proper | WordFacts.Month)) != 0)
        {
            return (facts & WordFacts.Month) == 0 && (Personal.Contains(word) || (isCopula && !Bare.Contains(name)));
        }

        if (
            (begins && word is "A")
            || (earlier.Length > 0 && (earlier.SequenceEqual(name) || (char.IsUpper(earlier[0]) && Joining.Contains(word))))
        )
        {
            // "A Luz da área comum", "Mark für Mark", "Clube do Sol".
            return false;
        }

        // What is German in a text too short to tell is German.
        return Personal.Contains(word)
            || (!inGerman && Before.Contains(word))
            || text[..last].EndsWith("I am")
            || (!Bare.Contains(name) && (isCopula || BeforeInGerman.Contains(word)));
    }

    /// <summary>"Ist Fuchs heute da?", "Das war Engel, nicht ich".</summary>
    private static bool IsShown(ReadOnlySpan<char> text, int end) => GoesOn(text, end) || (end < text.Length && text[end] == ',');

    private static bool GoesOn(ReadOnlySpan<char> text, int end) =>
        end + 1 < text.Length && text[end] == ' ' && char.IsLower(text[end + 1]);

    /// <summary>Another capital, a hyphen or letters behind it: "Grace Church", "Rose-Marie", "Mark2".</summary>
    private static bool IsJoined(ReadOnlySpan<char> text, int end) =>
        end < text.Length
        && (
            char.IsLetterOrDigit(text[end])
            || text[end] is '-' or '_' or '@' or '/' or '&'
            || (text[end] == ' ' && end + 1 < text.Length && (char.IsUpper(text[end + 1]) || text[end + 1] == '&'))
        );
}
