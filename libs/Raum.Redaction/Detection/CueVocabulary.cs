using System.Runtime.CompilerServices;

namespace Raum.Redaction;

/// <summary>The words of <see cref="CueDetector"/> in seven languages. Own work; folded.</summary>
internal static class CueVocabulary
{
    // By the first two letters, a bit a length. Filled by Build.
    private static readonly uint[] Beginnings = new uint[32 * 32];

    /// <summary>A bit for the first three letters of each cue.</summary>
    private static readonly uint[] Thirds = new uint[32 * 32];

    /// <summary>The same for their last letters.</summary>
    private static readonly uint[] Lasts = new uint[32 * 32];

    private static readonly Dictionary<ulong, CueKind> Starts = Build();

    public static readonly WordSet Fillers = Cues.Set(
        "is was em op te nel nella since num. number no nr num numero nummer nº n code the my a ist lautet war est es e de del di da do der die das en o on am le el il la number: and und y et als as now jetzt ora agora ahora "
            + "date of for von du d dato wurde geworden new neue nouveau nova nuovo temporary temp geheime id connexion connection verification securite confirmation login sms acceso verificacion seguridad confirmacion acesso verificacao seguranca sociale social soziale assuree patient patiente etant name que recibio nuevo novo accesso verifica sicurezza bevestiging einmal zugang my our mein meine meiner unser mi mia mio minha meu ma mon mes notre nuestro mijn mn su sua suo seu "
            + "are sind sont son sono zijn sao card karte carte carta tarjeta cartao kaart residence sejour soggiorno residencia residencia conduire conducir conducao ciudadania cidadao identite identita identidad identidade utilisateur usuario utente gebruikers user nome nombre nom numeros nummers national natl fiscal booklet valid nuevos documento document elettronica electronique electronico eletronico elektronische desormais adesso nu fortan"
    );

    /// <summary>Say that what follows is the value: "my insta is janedoe".</summary>
    public static readonly WordSet Says = Cues.Set(
        "is was are were ist war lautet lautete sind est etait es era son e foi era fue sono was zijn becomes ser sera seria serait sarebbe sara ware =>"
    );

    public static readonly WordSet Months = Cues.Set(
        "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec januar februar marz mai juni juli oktober dezember "
            + "janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre enero febrero marzo abril mayo junio julio agosto ago septiembre ene abr dic dez okt mrt janv juil avr set octubre noviembre diciembre janeiro "
            + "fevereiro marco maio junho julho setembro outubro novembro dezembro gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre januari februari maart mei augustus maerz"
    );

    /// <summary>Ends of German, Dutch and English compounds that are passwords or codes as a whole: "Kundenkennwort".</summary>
    private static readonly string[] PasswordEnds =
    [
        "passwort",
        "kennwort",
        "wachtwoord",
        "password",
        "passwd",
        "losungswort",
        "passwoord",
    ];

    /// <summary>What a word announces.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CueKind Of(ReadOnlySpan<char> word) =>
        word.Length < 2 ? CueKind.None
        : MayStart(word) ? Listed(word)
        : word.Length > 8 && (word[^1] | 0x20) is 't' or 'd' ? OfCompound(word)
        : word.Length > 7 && (word[^1] | 0x20) == 'n' && word.EndsWith("login", StringComparison.OrdinalIgnoreCase) ? CueKind.User
        : CueKind.None;

    private static CueKind Listed(ReadOnlySpan<char> word) =>
        Starts.TryGetValue(Lexicon.Hash(word), out var kind) ? kind : OfCompound(word);

    /// <summary>False for most words of two letters or more that are no cue: asked before a hash is made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayStart(ReadOnlySpan<char> word)
    {
        var beginning = Beginning(word);
        return (Beginnings[beginning] & (1u << word.Length)) != 0
            && (Thirds[beginning] & Third(word)) != 0
            && (Lasts[beginning] & Last(word)) != 0;
    }

    private static uint Last(ReadOnlySpan<char> word) => 1u << (Folding.Fold(word[^1]) & 31);

    private static uint Third(ReadOnlySpan<char> word) => word.Length < 3 ? 1u : 1u << (Folding.Fold(word[2]) & 31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Beginning(ReadOnlySpan<char> word)
    {
        int first = word[0];
        int second = word[1];
        // Letters of ASCII have these bits in either case.
        return (first | second) < 0x80 ? ((first & 31) << 5) | (second & 31) : FoldedBeginning(word);
    }

    private static int FoldedBeginning(ReadOnlySpan<char> word) => ((Folding.Fold(word[0]) & 31) << 5) | (Folding.Fold(word[1]) & 31);

    private static CueKind OfCompound(ReadOnlySpan<char> word)
    {
        if (word.Length <= 8 || (word[^2] | 0x20) is not ('r' or 'w'))
        {
            return CueKind.None;
        }

        foreach (var end in PasswordEnds)
        {
            if (word.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                return CueKind.Password;
            }
        }

        return CueKind.None;
    }

    private static Dictionary<ulong, CueKind> Build()
    {
        var cues = new Dictionary<ulong, CueKind>();
        foreach (var (kind, words) in CueStarts.All)
        {
            foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                cues[Lexicon.Hash(word)] = kind;
                Beginnings[Beginning(word)] |= 1u << word.Length;
                Thirds[Beginning(word)] |= Third(word);
                Lasts[Beginning(word)] |= Last(word);
            }
        }

        return cues;
    }
}
