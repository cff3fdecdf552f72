namespace Raum.Redaction;

/// <summary>Tells streets by words of their kind, in one word or apart: "Kerkweg", "Lange Straße".</summary>
internal static class AddressKinds
{
    private static readonly WordSet Rooms = Cues.Set(
        "hall halle booth reihe block row seat platz saal sala salle aula etage stock gate terminal norte sur nord sud est ouest west ost"
    );

    /// <summary>True for "Kerkweg", "Lindenstraße", "Oosterkade".</summary>
    public static bool EndsWithKind(ReadOnlySpan<char> word)
    {
        foreach (var kind in StreetWords.Ends)
        {
            if (word.Length > kind.Length && EndsAlike(word, kind) && word.EndsWith(kind, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (var kind in StreetWords.MaybeEnds)
        {
            if (word.Length > kind.Length + 1 && EndsAlike(word, kind) && word.EndsWith(kind, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return word.Length > 4 && word.EndsWith("str", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>False for most, by the last letter alone.</summary>
    private static bool EndsAlike(ReadOnlySpan<char> word, string kind) => (word[^1] | 0x20) == kind[^1];

    /// <summary>True where some word says that this is a street, a unit or a house.</summary>
    public static bool HasOne(ReadOnlySpan<char> address)
    {
        for (var at = 0; at < address.Length; )
        {
            var end = AddressWords.NameEnd(address, at);
            if (end == at)
            {
                at++;
                continue;
            }

            var word = address[at..end];
            if (
                AddressWords.IsStreet(word)
                || AddressWords.Units.Contains(word)
                || AddressWords.Houses.Contains(word)
                || AddressWords.Homes.Contains(word)
                || EndsWithKind(word)
            )
            {
                return true;
            }

            at = end;
        }

        return false;
    }

    /// <summary>True where some word says that this is a street or a house: units have seats, too.</summary>
    public static bool HasStreet(ReadOnlySpan<char> address)
    {
        for (var at = 0; Lexicon.NextWord(address, ref at, out var start); )
        {
            var word = address[start..at];
            if (AddressWords.IsStreet(word) || AddressWords.Houses.Contains(word) || EndsWithKind(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where a word that is no unit has a capital: the name of a street, a house or a city.</summary>
    public static bool HasName(ReadOnlySpan<char> address)
    {
        for (var at = 0; at < address.Length; )
        {
            var end = AddressWords.NameEnd(address, at);
            if (end == at)
            {
                at++;
                continue;
            }

            var word = address[at..end];
            if (word.Length > 2 && char.IsUpper(word[0]) && !AddressWords.Units.Contains(word) && !Rooms.Contains(word))
            {
                return true;
            }

            at = end;
        }

        return false;
    }
}
