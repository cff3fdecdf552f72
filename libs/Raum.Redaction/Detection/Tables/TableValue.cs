using System.Buffers;

namespace Raum.Redaction;

/// <summary>Tells whether a cell holds what its column is said to hold.</summary>
internal static class TableValue
{
    private const int LongestName = 60;

    /// <summary>"(e) le " between such a word and the date; more is a part of the date, "geboren im Mai 1980".</summary>
    private const int LongestLink = 7;

    /// <summary>Stand for a secret that is not shown.</summary>
    private static readonly SearchValues<char> Hidden = SearchValues.Create("*•·xX-– ");

    private static readonly SearchValues<char> NoName = SearchValues.Create("@:/<>={}_");

    /// <summary>What stands in a cell that holds nothing.</summary>
    private static readonly WordSet None = Cues.Set(
        "none null nil nan na n/a yes no ja nein oui non si nao true false unknown unbekannt inconnu desconocido sconosciuto onbekend desconhecido pending offen empty leer vide vacio vuoto leeg vazio set unset hidden required optional "
            + "enabled disabled expired active inactive various admin administrator root guest total summe gesamt totale string varchar text integer date"
    );

    /// <summary>The type of the value; null where the cell holds something else, nothing, or what is masked already.</summary>
    public static PiiType? TypeOf(ColumnKind kind, ReadOnlySpan<char> cell) =>
        kind is ColumnKind.Other or ColumnKind.Email or ColumnKind.Place || cell.Length < 2 || IsMasked(cell) || None.Contains(cell)
            ? null
            : kind switch
            {
                ColumnKind.BirthDate => IsDate(cell) ? PiiType.BirthDate : null,
                ColumnKind.Phone => IsPhone(cell) ? PiiType.Phone : null,
                ColumnKind.Id => IsId(cell) ? PiiType.Id : null,
                ColumnKind.Secret => IsSecret(cell) ? PiiType.Secret : null,
                ColumnKind.Username => IsUsername(cell) ? PiiType.Username : null,
                ColumnKind.Street => IsStreet(cell) ? PiiType.Address : null,
                _ => IsName(cell) ? PiiType.Name : null,
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
