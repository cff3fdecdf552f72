namespace Raum.Redaction;

/// <summary>The words of a name, folded: what two forms of one name have in common.</summary>
internal static class NameParts
{
    private const int MaximumParts = 12;
    private const int MostOnStack = 64;

    /// <summary>Words of two letters or more; titles and particles are not told apart.</summary>
    public static List<string> Of(ReadOnlySpan<char> name)
    {
        var parts = new List<string>();
        for (var at = 0; parts.Count < MaximumParts && Next(name, ref at, out var start); )
        {
            parts.Add(ValueKey.Of(name[start..at]));
        }

        return parts;
    }

    /// <summary>Adds those words that have so many letters; makes no string of one that is there.</summary>
    public static void AddTo(HashSet<string> parts, ReadOnlySpan<char> name, int shortest)
    {
        var known = parts.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> key = stackalloc char[MostOnStack];
        var at = 0;
        for (var count = 0; count < MaximumParts && Next(name, ref at, out var start); count++)
        {
            var part = name[start..at];
            if (part.Length > MostOnStack)
            {
                parts.Add(ValueKey.Of(part));
            }
            else if (part.Length >= shortest)
            {
                known.Add(key[..ValueKey.Write(part, key)]);
            }
        }
    }

    private static bool Next(ReadOnlySpan<char> name, ref int at, out int start)
    {
        do
        {
            while (at < name.Length && !Lexicon.IsWordUnit(name[at]))
            {
                at++;
            }

            start = at;
            while (at < name.Length && Lexicon.IsWordUnit(name[at]))
            {
                at++;
            }
        } while (at - start == 1);

        return at > start;
    }
}
