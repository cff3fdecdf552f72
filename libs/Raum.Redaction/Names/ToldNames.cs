namespace Raum.Redaction;

/// <summary>Given names that are words, too, where the words beside them leave no doubt: "I spoke to Grace in billing", "Rosa de su equipo me llamó", "Kann Ernst mich anrufen?".</summary>
/// <remarks>Linear: each word is read once, with a bounded stretch on each side. The name model sees that such a word is announced and has no say whether it stays.</remarks>
internal static class ToldNames
{
    /// <summary>The reason of such a find, and of other rules' that leave as little doubt.</summary>
    public const string Reason = "told";

    private const WordFacts OtherThing = WordFacts.Proper | WordFacts.Brand;
    private const WordFacts NoName =
        WordFacts.Title
        | WordFacts.Greeting
        | WordFacts.SignOff
        | WordFacts.Organization
        | WordFacts.Month
        | WordFacts.Announcing
        | WordFacts.Kin;

    /// <summary>In lower case and in capitals.</summary>
    private const int ShortestPlain = 3;

    /// <summary>How far behind the name a verb or desk may stand.</summary>
    private const int MostBehind = 4;

    private static readonly WordSet Talked = Cues.Set(
        "spoke speak spoken speaking talked talk talking chatted chatting dealt parle parler discute echange hable hablado hablar hablando parlato parlare parlando falei falado falar falando conversei sprak gesproken praatte gepraat sprach telefonierte redete belde"
    );

    private static readonly WordSet Served = Cues.Set(
        "helped served assisted contacted called advised told atendida atendido contactada contactado conseille contacte aide rappele aiutato aiutata contattato contattata ajudado ajudada geholpen"
    );

    /// <summary>"Am Telefon sprach ich mit Rose".</summary>
    private static readonly WordSet Speakers = Cues.Set("ich wir ik we");

    private static readonly WordSet Owners = Cues.Set(
        "my our your his her their mein meine meinem meinen meiner unser unsere unserem unseren unserer ihr ihre ihrem ihren ihrer mon ma notre votre son sa mi nuestro nuestra su mio mia nostro nostra vostro vostra suo sua meu minha nosso nossa vosso vossa seu mijn onze jullie uw zijn haar"
    );

    /// <summary>What people do whom one has or hears of, beside the occupations that all rules know.</summary>
    private static readonly WordSet Colleagues = Cues.Set(
        "clerk cashier intern apprentice operator buchhalter buchhalterin kassierer kassiererin praktikant praktikantin azubi auszubildende auszubildender werkstudent werkstudentin comptable stagiaire caissier caissiere operateur operatrice "
            + "contable contador contadora cajero cajera becario becaria operador operadora contabile operatore operatrice cassiera cassiere stagista tirocinante amministratore amministratrice ragioniera contabilista caixa estagiario estagiaria stagiair stagiaire"
    );

    private static readonly WordSet With = Cues.Set("to with avec a con com met mit");
    private static readonly WordSet By = Cues.Set("by por par da door");
    private static readonly WordSet Articles = Cues.Set("a o la il el le");

    /// <summary>What stands at the end of a sentence behind "mit" and "met".</summary>
    private static readonly WordSet TalkedBehind = Cues.Set(
        "gesprochen telefoniert geredet gechattet geschrieben vereinbart sprechen telefonieren gesproken gebeld gechat gemaild gepraat"
    );

    private static readonly WordSet Named = Cues.Set(
        "named namens nomme nommee llamado llamada chiamato chiamata chamado chamada genaamd heisst heißt hiess hieß chiamarsi chiama chiamava chama chamava llamaba heet heette appelle appelait"
    );

    private static readonly WordSet From = Cues.Set(
        "from in at vom von aus du de des au del della dello dell dal dalla dallo dall en do da no na van bij"
    );

    /// <summary>Those of them that do not say where a place is: not "Paris in your service area".</summary>
    private static readonly WordSet OnlyFrom = Cues.Set("from vom von aus du de del della dello dell dal dalla dallo dall do da van");

    /// <summary>Whoever is from there answers for who is written to: "from your help desk", "della vostra assistenza".</summary>
    private static readonly WordSet Yours = Cues.Set(
        "your ihrem ihrer eurem eurer votre vos vostro vostra vostri vosso vossa vuestro vuestra su jullie uw je"
    );

    private static readonly WordSet Desks = Cues.Set(
        "team support service services servicio servicios servico servizio customer clients client cliente clientes clienti kundenservice kundendienst kundenbetreuung kundensupport billing sales accounts reception helpdesk "
            + "hotline buchhaltung vertrieb verkauf empfang technik equipe equipo atencion soporte facturacion ventas recepcion suporte atendimento vendas faturamento supporto assistenza fatturazione accueil sav "
            + "facturation comptabilite klantenservice klantendienst administratie boekhouding"
    );

    /// <summary>Behind a name that begins a sentence.</summary>
    private static readonly WordSet Tells = Cues.Set(
        "told said says promised assured explained zei belde beloofde vertelde sagte versprach meinte"
    );

    /// <summary>Before the verb in languages that put whom it is told there, and behind "hat" in German.</summary>
    private static readonly WordSet Whom = Cues.Set("me nos mi ci m nous mir mich uns");

    private static readonly WordSet Tell = Cues.Set(
        "dit promis assure explique repondu rappele appele confirme conseille aide raccroche propose dijo prometio aseguro explico contesto llamo confirmo atendio ayudo colgo ofrecio detto promesso assicurato spiegato "
            + "risposto chiamato richiamato confermato aiutato offerto disse prometeu falou garantiu explicou respondeu ligou confirmou atendeu ajudou informou "
            + "gesagt versprochen zuruckgerufen angerufen erklart geholfen geschrieben bestatigt mitgeteilt geantwortet angeboten"
    );

    private static readonly WordSet Auxiliaries = Cues.Set("a ha hat avait aveva hatte");

    private static readonly WordSet Modals = Cues.Set("can could would kann konnte puede podria pode poderia puo potrebbe kan");
    private static readonly WordSet Asked = Cues.Set(
        "please call ring phone contact email text write help mich mir uns bitte me nos mi ci mij ons"
    );

    private static readonly WordSet Is = Cues.Set("is s");
    private static readonly WordSet Present = Cues.Set("here from again calling speaking writing");

    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, List<Finding> rules)
    {
        Work.Add(words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            if ((words[i].Facts & WordFacts.AnyName) == 0 || (words[i].Facts & NoName) != 0 || !MayBe(words[i]))
            {
                continue;
            }

            var last = WithFamily(words, i);
            if (IsOfDesk(text, words, i, last) || (!GoesOn(words, last) && IsCued(text, words, i, last)))
            {
                rules.Add(new Finding(words[i].Start, words[last].End, PiiType.Name, "name", 0.8, Reason));
                i = last;
            }
        }
    }

    /// <summary>Given names in any case; family names, lower case and capitals only where they are no word: "heike vom support", but not "grace from your team".</summary>
    private static bool MayBe(in Word word) =>
        (word.Shape == WordShape.Title && (word.Facts & WordFacts.Given) != 0)
        || (
            word.Shape is WordShape.Title or WordShape.Lower or WordShape.Capitals
            && word.End - word.Start >= ShortestPlain
            && (word.Facts & (WordFacts.Word | OtherThing | WordFacts.Particle)) == 0
            && (word.Dictionaries & ~Dictionaries.German) == 0
        );

    private static int WithFamily(ReadOnlySpan<Word> words, int given) =>
        given + 1 < words.Length
        && Touches(words, given)
        && words[given + 1].Shape == words[given].Shape
        && (words[given].Shape == WordShape.Title || MayBe(words[given + 1]))
        && (words[given + 1].Facts & WordFacts.Surname) != 0
        && (words[given + 1].Facts & (NoName | OtherThing)) == 0
            ? given + 1
            : given;

    /// <summary>"Rosa-Marie", "Rosa van der Berg", "Grace Okonjo": the model knows names of several words.</summary>
    private static bool GoesOn(ReadOnlySpan<Word> words, int last)
    {
        if (last + 1 >= words.Length)
        {
            return false;
        }

        ref readonly var next = ref words[last + 1];
        return next.Start == words[last].End
            ? next.Key is '-' or '\'' or '’' or '.'
                && last + 2 < words.Length
                && words[last + 2].IsWord
                && words[last + 2].Start == next.End
            : Touches(words, last)
                && (
                    (next.IsCapital && words[last].Shape == WordShape.Title)
                    || ((next.Facts & WordFacts.Particle) != 0 && last + 2 < words.Length && IsNameBehind(words, last + 2))
                );
    }

    private static bool IsNameBehind(ReadOnlySpan<Word> words, int at) =>
        words[at].IsCapital || ((words[at].Facts & WordFacts.Particle) != 0 && at + 1 < words.Length && words[at + 1].IsCapital);

    /// <summary>"Grace from your team", "Jack in customer service", "Rosa del vostro team", "Pierre du service client".</summary>
    private static bool IsOfDesk(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        var isThing = (words[first].Facts & OtherThing) != 0;
        // "Luz, de su servicio de atención, prometió llamarme".
        var comma = last + 2 < words.Length && words[last + 1] is { Shape: WordShape.Sign, Key: ',' } ? 1 : 0;
        var from = last + 1 + comma;
        if (!Follows(text, words, from, isThing || comma > 0 ? OnlyFrom : From))
        {
            return false;
        }

        if (from + 1 < words.Length && Yours.Contains(text, words[from + 1]) && OnlyFrom.Contains(text[words[from].Start..words[from].End]))
        {
            return true;
        }

        for (var i = from + 1; i < words.Length && i < from + MostBehind && (words[i].IsWord || words[i].Key is '\'' or '’'); i++)
        {
            if (Desks.Contains(text, words[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whom one talks to is no brand, and what begins a sentence and tells no place either: "Orange m'a dit", "Florence said".</summary>
    private static bool IsCued(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        ((words[first].Facts & WordFacts.Brand) == 0 && IsBehindCue(text, words, first, last))
        || ((words[first].Facts & OtherThing) == 0 && IsBeforeCue(text, words, first, last));

    private static bool IsBehindCue(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        var with = first - 1;
        if (with < 0 || !Touches(words, with) || !words[with].IsWord)
        {
            return false;
        }

        if (
            Named.Contains(text, words[with])
            || (words[first].Shape == WordShape.Lower && IsRelated(words, with))
            || (with > 0 && Owners.Contains(text, words[with - 1]) && IsColleague(text, words[with]))
        )
        {
            return true;
        }

        // "Falei com a Rosa".
        with -= with > 1 && Articles.Contains(text, words[with]) && With.Contains(text, words[with - 1]) && words[with - 1].IsWord ? 1 : 0;
        if (With.Contains(text, words[with]))
        {
            return (with > 0 && Talked.Contains(text, words[with - 1]))
                || (words[with].End - words[with].Start == 3 && Ends(text, words, last));
        }

        return By.Contains(text, words[with]) && with > 0 && Served.Contains(text, words[with - 1]);
    }

    /// <summary>"meine frau heike", "die mitarbeiterin anke".</summary>
    private static bool IsRelated(ReadOnlySpan<Word> words, int at) =>
        (words[at].Facts & (WordFacts.Kin | WordFacts.Occupation)) != 0
        && words[at].Shape == WordShape.Lower
        && at > 0
        && words[at - 1].IsWord;

    /// <summary>"my", "meine", "o nosso".</summary>
    public static bool IsOwner(ReadOnlySpan<char> word) => Owners.Contains(word);

    private static bool IsColleague(ReadOnlySpan<char> text, in Word word) =>
        (word.Facts & (WordFacts.Kin | WordFacts.Occupation)) == WordFacts.Occupation || Colleagues.Contains(text, word);

    /// <summary>"mit Ernst gesprochen", "met Wil over mijn pakket gebeld".</summary>
    private static bool Ends(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int last)
    {
        for (var i = last + 1; i < words.Length && i <= last + MostBehind && words[i].IsWord; i++)
        {
            if (TalkedBehind.Contains(text, words[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBeforeCue(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        if (last + 1 >= words.Length)
        {
            return false;
        }

        var begins =
            first == 0
            || words[first - 1].Shape is WordShape.LineEnd
            || words[first - 1] is { Shape: WordShape.Sign, Key: '.' or '!' or '?' };
        if (begins || (first == 1 && words[0].End - words[0].Start == 1))
        {
            return Follows(text, words, last + 1, Tells) || ToldSomebody(text, words, last + 1);
        }

        var before = words[first - 1];
        return before.IsWord
            && Touches(words, first - 1)
            && (
                (
                    (before.Shape == WordShape.Title || words[first].Shape != WordShape.Title)
                    && Modals.Contains(text, before)
                    && Follows(text, words, last + 1, Asked)
                )
                || (IsIs(text, words, first - 1) && Follows(text, words, last + 1, Present))
                || (
                    text[before.Start..before.End] is "ist" or "spricht"
                    && first > 1
                    && text[words[first - 2].Start..words[first - 2].End] is "Hier" or "hier"
                )
            );
    }

    /// <summary>"This is Ivy here", "It's Ivy here".</summary>
    private static bool IsIs(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        Is.Contains(text, words[at]) && (words[at].End - words[at].Start > 1 || (at > 1 && words[at - 1].Key is '\'' or '’'));

    /// <summary>"m'a dit", "me dijo", "mi ha detto", "hat mir gesagt".</summary>
    private static bool ToldSomebody(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        var (whom, helped) = (false, false);
        for (var i = at; i < words.Length && i < at + MostBehind + MostBehind; i++)
        {
            if (!words[i].IsWord)
            {
                if (words[i].Key is '\'' or '’')
                {
                    continue;
                }

                return false;
            }

            var isWhom = Whom.Contains(text, words[i]);
            var helps = Auxiliaries.Contains(text, words[i]);
            if (!isWhom && !helps && whom && Tell.Contains(text, words[i]))
            {
                return true;
            }

            whom |= isWhom;
            helped |= helps;
            if (!whom && !helped)
            {
                return false;
            }
        }

        return false;
    }

    private static bool Follows(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at, WordSet set) =>
        at < words.Length
        && Touches(words, at - 1)
        && words[at].Shape is WordShape.Lower or WordShape.Capitals
        && set.Contains(text, words[at]);

    private static bool Touches(ReadOnlySpan<Word> words, int at) => at + 1 < words.Length && words[at].End + 1 == words[at + 1].Start;
}
