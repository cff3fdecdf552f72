namespace Raum.Redaction;

/// <summary>A line that holds a building and a door: "Résidence Les Capucines, bât. C, appt 23", "Edificio Bahía, portal 3, 4.º B", "Flat 3, Marlowe House".</summary>
internal static class BuildingLine
{
    private const int LongestPart = 34;

    /// <summary>Doors and floors, besides <see cref="AddressWords.Units"/>.</summary>
    private static readonly WordSet Doors = Cues.Set(
        "entree etage portal chambre porte hall entrada torre bloque piano palazzina ingresso aufgang eingang stock stockwerk verdieping portiek bat batiment et bte puerta planta andar cage"
    );

    /// <summary>Behind the number of a floor: "3e étage", "4.º B".</summary>
    private static readonly WordSet Ordinals = Cues.Set("e er eme st nd rd th o a og");

    public static bool Is(ReadOnlySpan<char> line)
    {
        var (parts, tells) = (0, 0);
        while (line.Length > 0)
        {
            var comma = line.IndexOf(',');
            var part = (comma < 0 ? line : line[..comma]).Trim(' ');
            line = comma < 0 ? default : line[(comma + 1)..];
            if (part.Length is 0 or > LongestPart)
            {
                return false;
            }

            parts++;
            if (IsBuilding(part, parts == 1) || IsDoor(part))
            {
                tells++;
            }
            else if (!IsName(part))
            {
                return false;
            }
        }

        // One part may be a name: "Tower 4, Flat 1203, Prestige Lakeside".
        return parts > 1 && tells > 0 && tells >= parts - 1;
    }

    /// <summary>"Wellington Quay House": part of an address before its street.</summary>
    public static bool IsPart(ReadOnlySpan<char> part) => part.Length > 0 && IsBuilding(part, true);

    /// <summary>"Résidence Les Capucines", "Marlowe House".</summary>
    private static bool IsBuilding(ReadOnlySpan<char> part, bool isFirst)
    {
        var first = AddressWords.NameEnd(part, 0);
        return (char.IsUpper(part[0]) || !isFirst)
            && first + 1 < part.Length
            && IsWords(part)
            && (
                AddressWords.Homes.Contains(part[..first])
                || AddressWords.Houses.Contains(part[AddressWords.WordStart(part, part.Length)..])
            );
    }

    /// <summary>"bât. C", "appt 23", "3e étage", "4.º B".</summary>
    private static bool IsDoor(ReadOnlySpan<char> part)
    {
        var digits = part.IndexOfAnyExceptInRange('0', '9');
        if (digits is > 0 and < 3)
        {
            var rest = part[digits..].TrimStart('.');
            return rest.Length is > 0 and < 14
                && (rest[0] is 'º' or 'ª' or '°' || Ordinals.Contains(rest[..AddressWords.NameEnd(rest, 0)]));
        }

        var word = AddressWords.NameEnd(part, 0);
        if (word == 0 || !(AddressWords.Units.Contains(part[..word]) || Doors.Contains(part[..word])))
        {
            return false;
        }

        // Short, and with a digit where it may be a word: "C", "123", "3 B".
        var door = part[word..].TrimStart(" .");
        return door.Length is > 0 and <= 5 && (door.Length < 3 || door.ContainsAnyInRange('0', '9'));
    }

    private static bool IsName(ReadOnlySpan<char> part) => char.IsUpper(part[0]) && part.Length > 3 && IsWords(part);

    private static bool IsWords(ReadOnlySpan<char> part)
    {
        foreach (var c in part)
        {
            if (!(char.IsLetter(c) || c is ' ' or '-' or '\'' or '’'))
            {
                return false;
            }
        }

        return true;
    }
}
