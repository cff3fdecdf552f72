using System.Buffers;

namespace Raum.Redaction;

/// <summary>Tells whether a cell holds what its column is said to hold.</summary>
internal static class TableValue
{
    private const int LongestName = 60;
    private const int MostWords = 6;

    /// <summary>"(e) le " between such a word and the date; more is a part of the date, "geboren im Mai 1980".</summary>
    private const int LongestLink = 7;

    /// <summary>Stand for a secret that is not shown.</summary>
    private static readonly SearchValues<char> Hidden = SearchValues.Create("*•·xX-– ");

    private static readonly SearchValues<char> NoStreet = SearchValues.Create("@\n{}[]<>");

    private static readonly SearchValues<char> NoName = SearchValues.Create("@:/<>={}_");

    /// <summary>What stands in a cell that holds nothing.</summary>
    private static readonly WordSet None = Cues.Set(
        "none null nil nan na n/a yes no ja nein oui non si nao true false unknown unbekannt inconnu desconocido sconosciuto onbekend desconhecido pending offen empty leer vide vacio vuoto leeg vazio set unset hidden required optional "
            + "enabled disabled expired active inactive various admin administrator root guest total summe gesamt totale string varchar text integer date"
    );

    /// <summary>The type of the value; null where the cell holds something else, nothing, or what is masked already.</summary>
    public static PiiType? TypeOf(ColumnKind kind, ReadOnlySpan<char> cell) =>
        kind is ColumnKind.Other or ColumnKind.Email or ColumnKind.Place or ColumnKind.Region
        || cell.Length < 2
        || IsMasked(cell)
        || None.Contains(cell)
            ? null
            : kind switch
            {
                ColumnKind.BirthDate => IsDate(cell) ? PiiType.BirthDate : null,
                ColumnKind.Phone => IsPhone(cell) ? PiiType.Phone : null,
                ColumnKind.Id => IsId(cell) ? PiiType.Id : null,
                ColumnKind.Secret => IsSecret(cell) ? PiiType.Secret : null,
                ColumnKind.Username => IsUsername(cell) ? PiiType.Username : null,
                ColumnKind.User => IsLogin(cell) && IsUsername(cell) ? PiiType.Username
                : IsName(cell) ? PiiType.Name
                : null,
                ColumnKind.Street => IsStreet(cell) ? PiiType.Address : null,
                _ => IsName(cell) ? PiiType.Name : null,
            };

    /// <summary>The same of a field, which no column speaks for: a street has a number, a name is no label of a form and no name of a program.</summary>
    /// <param name="isOfPerson">Another field of the record is about a person.</param>
    /// <param name="isNameKey">The key says that it is a name, so that it may be a word: "last_name": "King".</param>
    public static PiiType? TypeOfField(ColumnKind kind, ReadOnlySpan<char> cell, bool isOfPerson, bool isNameKey) =>
        kind switch
        {
            ColumnKind.Secret => null,
            ColumnKind.Name or ColumnKind.User or ColumnKind.Username or ColumnKind.Id when !isOfPerson => null,
            ColumnKind.Name or ColumnKind.Person when !IsNameOfField(cell, isOfPerson || isNameKey) => null,
            ColumnKind.Person when !isNameKey && AreWords(cell) => null,
            ColumnKind.Name when (!isNameKey || cell.Contains(' ')) && AreWords(cell) => null,
            ColumnKind.User or ColumnKind.Username when IsPlainWord(cell) => null,
            ColumnKind.Street when !IsNumberedStreet(cell) => null,
            _ => TypeOf(kind, cell),
        };

    /// <summary>How much of a cell is the word for the date in it: "geb. 23.07.1976", "née le 03/04/1991".</summary>
    public static int CueOf(ReadOnlySpan<char> cell)
    {
        var end = ValueToken.WordEnd(cell, 0);
        if (end < 2 || CueVocabulary.Of(cell[..end]) is not (CueKind.Born or CueKind.BirthDate))
        {
            return 0;
        }

        var digit = cell.IndexOfAnyInRange('0', '9');
        return digit > 0 && digit - end <= LongestLink ? digit : 0;
    }

    /// <summary>True for a cell with a placeholder in it; a password may have a bracket.</summary>
    public static bool IsMasked(ReadOnlySpan<char> cell) => cell.Contains("[REDACTED_", StringComparison.Ordinal);

    private static bool IsDate(ReadOnlySpan<char> cell) => cell.Length is >= 6 and <= 30 && IdToken.DigitsOf(cell) is >= 3 and <= 12;

    private static bool IsPhone(ReadOnlySpan<char> cell) => IdToken.DigitsOf(cell) is >= 5 and <= 20 && Letters(cell) <= 8;

    private static bool IsId(ReadOnlySpan<char> cell) => cell.Length is >= 5 and <= 32 && IdToken.DigitsOf(cell) >= 3;

    private static bool IsSecret(ReadOnlySpan<char> cell) => cell.Length > 2 && cell.ContainsAnyExcept(Hidden);

    private static bool IsUsername(ReadOnlySpan<char> cell) => !cell.ContainsAny(" @<>") && Letters(cell) > 0 && !AccountRoles.Is(cell);

    /// <summary>"anna.berg", "JBell77", "jbell": not as names are written.</summary>
    private static bool IsLogin(ReadOnlySpan<char> cell) =>
        cell.ContainsAnyInRange('0', '9') || cell.ContainsAny("._") || !cell.ContainsAnyExceptInRange('a', 'z');

    private static bool IsStreet(ReadOnlySpan<char> cell) =>
        cell.Length is >= 5 and <= 120 && Letters(cell) > 2 && !cell.Contains("://", StringComparison.Ordinal);

    /// <summary>Words of letters, none of which says that it is a firm.</summary>
    private static bool IsName(ReadOnlySpan<char> cell)
    {
        if (cell.Length > LongestName || cell.ContainsAnyInRange('0', '9') || cell.ContainsAny(NoName) || Letters(cell) < 2)
        {
            return false;
        }

        var (desk, given) = (false, false);
        var isFirst = true;
        for (var at = 0; Lexicon.NextWord(cell, ref at, out var start); isFirst = false)
        {
            var word = cell[start..at];
            desk |= DeskName.IsOne(word);
            // "Ana Sales"
            given |= isFirst && (NameWords.Of(word) & (WordFacts.Given | WordFacts.Word)) == WordFacts.Given;

            if ((NameWords.Cues(word) & WordFacts.Organization) != 0 && (NameWords.Of(word) & WordFacts.AnyName) == 0)
            {
                return false;
            }
        }

        return given || !desk;
    }

    /// <summary>A capital, or a word that the lists know as a name: "Last name is required" is none. Alone, one word has to be such a name: "tenant": "Contoso".</summary>
    private static bool IsNameOfField(ReadOnlySpan<char> cell, bool isSure)
    {
        var end = cell.IndexOfAny(" -+,.");
        var first = end < 0 ? cell : cell[..end];
        var isListed = (NameWords.Of(first) & (WordFacts.AnyName | WordFacts.Particle)) != 0;
        return ColumnLabels.Of(cell) == ColumnKind.Other
            && cell.Count(' ') < MostWords
            && !SaysNothing(cell)
            // "Dr. Anna Berg": what follows the title is found without the label.
            && !(end > 1 && cell[end] == '.')
            && (isListed || (isSure || end > 0) && (cell.ContainsAnyInRange('A', 'Z') || cell.ContainsAnyExceptInRange('\0', '\u007F')));
    }

    /// <summary>"everyone", "deploy": no user name.</summary>
    private static bool IsPlainWord(ReadOnlySpan<char> cell) =>
        !cell.ContainsAnyExceptInRange('a', 'z')
        && ((NameWords.Of(cell) & WordFacts.Word) != 0 || DictionaryWords.Of(Lexicon.Hash(cell)) != 0);

    /// <summary>"Last name is required".</summary>
    private static bool SaysNothing(ReadOnlySpan<char> cell)
    {
        for (var at = 0; Lexicon.NextWord(cell, ref at, out var start); )
        {
            if (NameField.IsNoValue(cell[start..at]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A name by the words alone: capitals and small words of names, one of them in the lists and none only a word: not "Chat closed", "First Floor", "The Cat Album".</summary>
    public static bool IsListedName(ReadOnlySpan<char> cell)
    {
        if (TypeOf(ColumnKind.Person, cell) != PiiType.Name || AreWords(cell))
        {
            return false;
        }

        var isListed = false;
        for (var at = 0; Lexicon.NextWord(cell, ref at, out var start); )
        {
            var word = cell[start..at];
            var facts = NameWords.Of(word);
            if (
                (!char.IsUpper(word[0]) && !CommonWords.IsParticle(word))
                || ((facts & WordFacts.Word) != 0 && (facts & (WordFacts.AnyName | WordFacts.Particle)) == 0)
                || AddressWords.StreetsBefore.Contains(word)
            )
            {
                return false;
            }

            isListed |= (facts & WordFacts.AnyName) != 0;
        }

        return isListed;
    }

    /// <summary>"Pizza Express", "Green Planet": words of a language, none of which is a given name.</summary>
    private static bool AreWords(ReadOnlySpan<char> cell)
    {
        var are = true;
        for (var at = 0; are && Lexicon.NextWord(cell, ref at, out var start); )
        {
            are = (NameWords.Of(cell[start..at]) & (WordFacts.Word | WordFacts.Given)) == WordFacts.Word;
        }

        return are;
    }

    /// <summary>A word of letters and, apart from it, a number: no mail address, no network address.</summary>
    private static bool IsNumberedStreet(ReadOnlySpan<char> cell)
    {
        var letters = 0;
        var hasWord = false;
        foreach (var c in cell)
        {
            letters = char.IsLetter(c) ? letters + 1 : 0;
            hasWord |= letters > 2;
        }

        return hasWord
            && (cell.ContainsAnyInRange('0', '9') || cell.Contains("s/n", StringComparison.Ordinal))
            && cell.ContainsAny(" +,.")
            && !cell.ContainsAny(NoStreet);
    }

    private static int Letters(ReadOnlySpan<char> cell)
    {
        var count = 0;
        foreach (var c in cell)
        {
            count += char.IsLetter(c) ? 1 : 0;
        }

        return count;
    }
}
