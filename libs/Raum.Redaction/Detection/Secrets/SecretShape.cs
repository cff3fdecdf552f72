namespace Raum.Redaction;

/// <summary>What a token looks like that may be a password, a code or a key.</summary>
internal readonly ref struct SecretShape
{
    private const int FewestOfCode = 4;
    private const int MostOfCode = 8;
    private const int LongKey = 16;

    /// <summary>What passwords are said to be instead of being told: "Password: incorrect".</summary>
    private static readonly WordSet States = Cues.Set(
        "incorrect wrong invalid required missing expired unknown hidden changed forgotten forgot reset none same below above yes no ok correct right valid empty blank null true false see tbd todo n/a na here attached provided sent removed redacted "
            + "accepted rejected refused failed fails locked blocked disabled enabled not never please new old temporary protected encrypted case optional set update updated lost stolen weak strong secure the a my your text string password enter change show hide anzeigen zeigen login sign click link "
            + "falsch ungultig unbekannt vergessen abgelaufen gesperrt fehlt leer geandert siehe unten oben keine kein keins ja nein richtig erforderlich pflichtfeld nicht bitte neu alt gleich dasselbe wie zurucksetzen zuruckgesetzt verloren abgelehnt zugestellt gesendet fehlerhaft stimmt "
            + "incorrecte faux invalide oublie oubliee expire expiree inconnu vide requis obligatoire perdu perdue refuse refusee bloque change voir aucun aucune oui non pas modifie reinitialise envoye "
            + "incorrecta incorrecto erronea olvidada olvide caducada bloqueada bloqueado invalida invalido vacia desconocida requerida obligatoria cambiada perdida rechazada ver ninguna ninguno si nueva no enviado enviada "
            + "errata sbagliata errato dimenticata dimenticato scaduta scaduto bloccata bloccato invalida vuota sconosciuta richiesta obbligatoria cambiata persa rifiutata vedi nessuna nuova inviata inviato non "
            + "onjuist fout vergeten verlopen geblokkeerd ongeldig leeg onbekend vereist verplicht gewijzigd kwijt geweigerd zie geen ja nee nieuw oud verstuurd niet "
            + "incorreta errada esquecida esqueci expirada expirado invalida vazia desconhecida obrigatoria alterada perdida recusada veja nenhuma sim nao nova"
    );

    private readonly ReadOnlySpan<char> _token;
    private readonly int _lower;
    private readonly int _upper;

    public SecretShape(ReadOnlySpan<char> token)
    {
        _token = token;
        foreach (var c in token)
        {
            if (char.IsAsciiDigit(c))
            {
                Digits++;
            }
            else if (char.IsLower(c))
            {
                _lower++;
            }
            else if (char.IsLetter(c))
            {
                _upper++;
            }
            else
            {
                Signs++;
            }
        }
    }

    public int Digits { get; }
    public int Signs { get; }
    private int Letters => _lower + _upper;

    /// <summary>"481902", "481 902", "118-204".</summary>
    public bool IsDigits => Letters == 0 && Digits is >= FewestOfCode and <= MostOfCode && Signs <= (Digits == 6 ? 2 : 1);

    /// <summary>"2024": said of a time more often than of a code.</summary>
    public bool IsYear => IsDigits && Digits == 4 && _token[..2] is "19" or "20";

    /// <summary>Figures, or letters with a sign that no word has.</summary>
    public bool IsMixed => _token.Length >= 4 && !IsOther && (Digits > 0 || HasSign);

    /// <summary>A mixture that hardly anything else is, wherever it stands.</summary>
    public bool IsStrong =>
        _token.Length >= 6
        && Letters >= 3
        && !IsOther
        && ((Digits > 0 && (HasSign || _lower > 0)) || (HasSign && _lower > 0 && _upper > 0));

    /// <summary>"8f3k-22ld", "K7TT-93QX": not "E106", "ERR-12", "SUMMER20".</summary>
    public bool IsCode => _token.Length >= 5 && Digits >= 2 && Letters > 0 && !IsOther && !IsReference && !_token.Contains('.');

    /// <summary>"ABCD-EFGH-IJKL": groups of capitals and figures that are as long as the first.</summary>
    public bool IsGrouped
    {
        get
        {
            var length = _token.IndexOf('-');
            if (length < FewestOfCode || Signs < 2 || _lower > 0 || (_token.Length + 1) % (length + 1) != 0)
            {
                return false;
            }

            for (var at = length; at < _token.Length; at += length + 1)
            {
                if (_token[at] != '-')
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>A key's: long, letters and figures.</summary>
    public bool IsKey => _token.Length >= 8 && Digits > 0 && Letters > 0 && !IsOther;

    /// <summary>Long, of capitals, small letters and figures: the key of something, however many words are between.</summary>
    public bool IsRandom => _token.Length >= LongKey && Signs == 0 && Digits > 1 && _upper > 1;

    /// <summary>One word that says nothing about a password: it may be one.</summary>
    public bool IsWord => Digits == 0 && Letters >= 3 && Signs <= 3 && !States.ContainsValue(_token);

    /// <summary>"NightOwl": a capital behind a small letter.</summary>
    public bool IsJoined
    {
        get
        {
            for (var i = 1; i < _token.Length; i++)
            {
                if (char.IsUpper(_token[i]) && char.IsLower(_token[i - 1]))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Words that are joined: "crepe-beurre-sale".</summary>
    public bool IsChain => Digits == 0 && Signs >= 2 && _token.Count('-') == Signs;

    private bool HasSign => _token.ContainsAny(Unusual);

    private static readonly System.Buffers.SearchValues<char> Unusual = System.Buffers.SearchValues.Create("!#$%&*+=?@^_~§€|\\{}");

    /// <summary>Capitals, then figures: an error, a promotion, the number of something.</summary>
    private bool IsReference
    {
        get
        {
            if (_token.Length == 13 && Digits == 9 && _upper == 4)
            {
                // A parcel's (UPU S10): "DA882017743PT".
                return true;
            }

            var letters = 0;
            while (letters < _token.Length && (char.IsAsciiLetterUpper(_token[letters]) || _token[letters] == '-'))
            {
                letters++;
            }

            return letters > 0
                && Digits < 6
                && !(letters == 1 && Digits > 4)
                && !(letters == 2 && _token[1] == '-' && Digits > 4)
                && !(_upper >= FewestOfCode && Digits >= FewestOfCode && !EndsInYear)
                && !_token[letters..].ContainsAnyExcept(Numbered);
        }
    }

    /// <summary>"SUMMER2024" is a promotion, "HAUS4471" may open a door.</summary>
    private bool EndsInYear => Digits == FewestOfCode && _token[^FewestOfCode..] is ['1', '9', ..] or ['2', '0', ..];

    /// <summary>"6-digit", "4-stellige", "30days", "8.10.24", "0x80420014", "page=2", an address of a page.</summary>
    private bool IsOther
    {
        get
        {
            if (
                _token.Contains("://", StringComparison.Ordinal)
                || _token.StartsWith("0x")
                || _token.StartsWith("www.")
                || _token[0] == '['
            )
            {
                return true;
            }

            var digits = 0;
            while (digits < _token.Length && char.IsAsciiDigit(_token[digits]))
            {
                digits++;
            }

            var rest = _token[digits..];
            if (digits is 1 or 2 && rest.Length > 0)
            {
                var word = rest[0] is '-' or '–' or '\'' ? rest[1..] : rest;
                if (_upper == 0 && word.Length == Letters && (word.Length < rest.Length || IsCounted(word)))
                {
                    return true;
                }
            }

            // "v2.4.1", "8.10.24", "10:30", "12/2024"
            return Digits > 0 && Letters <= 1 && Signs > 0 && !_token.ContainsAnyExcept(Measured);
        }
    }

    /// <summary>"4stellig", "30days", "2step"; but not "99red".</summary>
    private static bool IsCounted(ReadOnlySpan<char> word) =>
        SecretPlace.Units.Contains(word) || Counted.Contains(word) || word.StartsWith("stellig");

    private static readonly WordSet Counted = Cues.Set(
        "digit sec secs hrs std tage mth mths month months mois meses mesi maanden monate week weeks wochen settimane semanas semaines weken year yrs jahre ans anos anni jaar step steps factor fach faktor way zip time st nd rd th px gb mb kb kwh kg ml pcs pack stk pieces piezas pezzi chiffres cifras cifre algarismos car max min"
    );

    private static readonly System.Buffers.SearchValues<char> Numbered = System.Buffers.SearchValues.Create("0123456789-");
    private static readonly System.Buffers.SearchValues<char> Measured = System.Buffers.SearchValues.Create("0123456789.,:/-vV%€$£+");
}
