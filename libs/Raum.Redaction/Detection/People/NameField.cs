namespace Raum.Redaction;

/// <summary>A field that holds a person's name, in a form, a log or JSON: <c>last_name=bakare</c>, <c>"firstName": "tunde"</c>, <c>Nachname: wübbena</c>.</summary>
internal static class NameField
{
    /// <summary>The reason of such a find: the field says where the name ends.</summary>
    public const string Reason = "field";

    private const int MostWords = 3;

    /// <summary>Labels that hold nothing else, and "name", which does where a word before it says whose.</summary>
    public const string Words =
        "name surname firstname lastname fullname forename vorname nachname familienname cognome apellido apellidos apelido sobrenome prenom prenoms vornamen voornamen voornaam achternaam holder cardholder karteninhaber kontoinhaber titular titulaire intestatario "
        + "customername guestname patientname passengername recipientname cardholdername";

    private static readonly WordSet Labels = Cues.Set(Words);

    /// <summary>Labels of a person's name and of nothing else: a word with a capital is a name there, too ("last_name: Bridge").</summary>
    private static readonly WordSet Sure = Cues.Set(
        "surname firstname lastname fullname customername guestname patientname passengername recipientname cardholdername forename vorname nachname familienname cognome apellido apellidos "
            + "sobrenome prenom prenoms vornamen voornamen voornaam achternaam"
    );

    /// <summary>What stands before "name" there.</summary>
    private static readonly WordSet Kinds = Cues.Set(
        "first last full given family middle maiden customer contact holder cardholder guest patient passenger recipient sender employee"
    );

    /// <summary>Those of them that make it the name of a person for sure.</summary>
    private static readonly WordSet OfOne = Cues.Set(
        "first last full given family middle maiden customer holder cardholder guest patient passenger recipient"
    );

    /// <summary>What such a field holds that is no value.</summary>
    private static readonly WordSet Types = Cues.Set(
        "string str text null none nil true false undefined required optional mandatory unknown empty missing blank varchar char value pflichtfeld pflicht leer fehlt obligatoire manquant vide "
            + "obligatorio requerido vacio falta obbligatorio mancante vuoto verplicht leeg ontbreekt vazio the a an is please bitte"
    );

    /// <summary>The stretch of the name behind a label that ends at <paramref name="at"/>, and whether the label is one of names alone; null where this is no such field.</summary>
    public static (int Start, int End, bool IsSure)? Value(ReadOnlySpan<char> text, int start, int at, int end)
    {
        var word = text[start..at];
        var isQuery = IsQuery(text, at, end);
        var isLabel =
            isQuery
            || (word.Equals("name", StringComparison.OrdinalIgnoreCase) ? Kinds.Contains(Before(text, start)) : Labels.Contains(word));
        if (!isLabel)
        {
            return null;
        }

        // "<FirstName>"
        var marked = start > 0 && text[start - 1] == '<' && at < end && text[at] == '>';
        at += marked ? 1 : 0;
        for (; at < end && text[at] is ' ' or '\t' or '"' or '\'' or ':' or '='; at++)
        {
            marked |= text[at] is ':' or '=';
        }

        if (!marked)
        {
            return null;
        }

        var isSure = Sure.Contains(word) || word.Equals("name", StringComparison.OrdinalIgnoreCase) && OfOne.Contains(Before(text, start));
        var first = at;
        for (var words = 0; words < MostWords; words++)
        {
            var from = at;
            while (at < end && (char.IsLetter(text[at]) || (text[at] is '-' or '\'' or '’' && at > from)))
            {
                at++;
            }

            if (
                at - from < 2
                || IsNoValue(text[from..at])
                || (
                    !((isSure || isQuery) && (char.IsUpper(text[from]) || CommonWords.IsParticle(text[from..at]))) && IsWord(text[from..at])
                )
            )
            {
                return null;
            }

            if (at == end || text[at] is not (' ' or '+'))
            {
                return at == end || text[at] is '"' or '\'' or ',' or ';' or '&' or '|' or '<' or ')' or '}' or '\r' or '\t'
                    ? (first, at, isSure || isQuery)
                    : null;
            }

            at++;
        }

        return null;
    }

    /// <summary><c>?name=Ivy+Wood&amp;</c>: a given name and a plus tell that a person is meant.</summary>
    private static bool IsQuery(ReadOnlySpan<char> text, int at, int end)
    {
        if (at + 1 >= end || text[at] != '=' || !char.IsUpper(text[at + 1]))
        {
            return false;
        }

        var last = ValueToken.WordEnd(text, at + 1);
        return last + 1 < end && text[last] == '+' && (NameWords.Of(text[(at + 1)..last]) & WordFacts.Given) != 0;
    }

    /// <summary>"Required", "string", "Pflichtfeld": what stands in such a field and is no value.</summary>
    public static bool IsNoValue(ReadOnlySpan<char> word) => Types.Contains(word);

    private static bool IsWord(ReadOnlySpan<char> word) =>
        CommonWords.Contains(word) || (NameWords.Of(word) & (WordFacts.Word | WordFacts.AnyName)) == WordFacts.Word;

    /// <summary>The word before, over one sign or none: <c>last_name</c>, <c>lastName</c> is one word.</summary>
    private static ReadOnlySpan<char> Before(ReadOnlySpan<char> text, int start)
    {
        var end = start > 0 && text[start - 1] is '_' or '-' or ' ' or '.' ? start - 1 : start;
        var from = end;
        while (from > 0 && char.IsLetter(text[from - 1]))
        {
            from--;
        }

        return text[from..end];
    }
}
