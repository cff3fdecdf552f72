namespace Raum.Redaction;

/// <summary>Two addresses with a small word between them are two: "Oosterkade 42, 8911 KJ Leeuwarden naar Kerkweg 81, 3648 BL Wilnis".</summary>
internal static class AddressJoint
{
    /// <summary>A number of a house that no word tells to be one has at most so many digits: four may be a postcode.</summary>
    private const int LongestNumber = 3;

    private static readonly WordSet Joints = Cues.Set(
        "to into nach naar in zum zur ins au aux a para pra verso ad al alla alle en et e y und and or oder ou o of an nuovo nuova nuevo nueva novo nova nouveau nouvelle neu neue nieuw nieuwe now new jetzt ora ahora agora then dann"
    );

    /// <summary>Stand before a name: "au {place de la Gare 3".</summary>
    private static readonly WordSet Articles = Cues.Set("la le l el los las der die das den dem de het il lo i gli o os as the new neue");

    /// <summary>Where the second begins; 0 where the find is one. Reads each word once.</summary>
    public static int Second(ReadOnlySpan<char> text, int start, int end, out int firstEnd)
    {
        firstEnd = end;
        var hasNumber = false;
        var line = text[start..end];
        for (var at = 0; at + 3 < line.Length; at++)
        {
            hasNumber |= char.IsAsciiDigit(line[at]);
            if (!hasNumber || line[at] != ' ' || !IsJoint(line, at + 1, out var next))
            {
                continue;
            }

            next = AfterArticle(line, next);
            if (BeginsStreet(line[next..], AddressTail.HasCode(line[..at])))
            {
                firstEnd = start + at;
                while (firstEnd > start && text[firstEnd - 1] is ' ' or ',')
                {
                    firstEnd--;
                }

                return start + next;
            }
        }

        return 0;
    }

    /// <summary>"nach ", "-> ".</summary>
    private static bool IsJoint(ReadOnlySpan<char> line, int at, out int next)
    {
        next = at;
        while (next < line.Length && next - at < 3 && line[next] is '-' or '=' or '>' or '→')
        {
            next++;
        }

        if (next == at || line[next - 1] is '-' or '=')
        {
            next = AddressWords.NameEnd(line, at);
            if (next == at || !char.IsLower(line[at]) || !Joints.Contains(line[at..next]))
            {
                return false;
            }
        }

        return next < line.Length && line[next++] == ' ' && next < line.Length;
    }

    private static int AfterArticle(ReadOnlySpan<char> line, int at)
    {
        var last = AddressWords.NameEnd(line, at);
        return last + 1 < line.Length && line[last] == ' ' && char.IsLower(line[at]) && Articles.Contains(line[at..last]) ? last + 1 : at;
    }

    /// <summary>A kind of street and a number up to the comma; behind a postcode also a name that ends with a short number.</summary>
    private static bool BeginsStreet(ReadOnlySpan<char> rest, bool hasCode)
    {
        var stop = rest.IndexOfAny(',', '\n');
        var part = stop < 0 ? rest : rest[..stop];
        var (hasKind, hasName) = (false, false);
        for (var at = 0; Lexicon.NextWord(part, ref at, out var start); )
        {
            var word = part[start..at];
            hasName |= char.IsUpper(word[0]);
            hasKind |= AddressWords.IsStreet(word) || AddressKinds.EndsWithKind(word);
        }

        if (!hasName)
        {
            return false;
        }

        var number = rest.IndexOfAnyInRange('0', '9');
        if (hasKind)
        {
            // "Calle Sorní, 8"
            return number >= 0;
        }

        var last = part[AddressWords.WordStart(part, part.Length)..];
        return hasCode && last.Length <= LongestNumber && last.Length > 0 && char.IsAsciiDigit(last[0]);
    }
}
