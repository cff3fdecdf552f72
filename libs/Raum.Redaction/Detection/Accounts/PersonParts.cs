namespace Raum.Redaction;

/// <summary>Folded parts of the names that a ticket has, asked many times for each word: most answers need no hash.</summary>
internal readonly ref struct PersonParts
{
    /// <summary>How many numbers the caller lends.</summary>
    public const int Lengths = 32;

    /// <summary>No part is shorter.</summary>
    public const int Shortest = 3;

    /// <summary>A part beside an initial is no shorter.</summary>
    public const int ShortestAlone = 4;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _parts;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _glued;

    /// <summary>For each length the first letters of the parts that have it, a bit a letter.</summary>
    private readonly Span<uint> _firsts;

    /// <param name="glued">Those that are several words of a name.</param>
    /// <param name="firsts">Room that this may use.</param>
    public PersonParts(HashSet<string> parts, HashSet<string> glued, Span<uint> firsts)
    {
        _glued = glued.GetAlternateLookup<ReadOnlySpan<char>>();
        _parts = parts.GetAlternateLookup<ReadOnlySpan<char>>();
        _firsts = firsts;
        firsts.Clear();
        foreach (var part in parts)
        {
            firsts[Math.Min(part.Length, Lengths - 1)] |= 1u << (part[0] & 31);
        }
    }

    /// <summary>True for a part that is several words of a name: nobody writes it so in a sentence.</summary>
    public bool IsGlued(ReadOnlySpan<char> segment) => Contains(segment) && _glued.Contains(segment);

    public bool Contains(ReadOnlySpan<char> segment) =>
        (_firsts[Math.Min(segment.Length, Lengths - 1)] & (1u << (segment[0] & 31))) != 0 && _parts.Contains(segment);

    /// <summary>"johndoe".</summary>
    public bool AreTwo(ReadOnlySpan<char> segment)
    {
        Work.Add(segment.Length);
        for (var cut = Shortest; cut <= segment.Length - Shortest; cut++)
        {
            if (Contains(segment[..cut]) && Contains(segment[cut..]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An initial or two and a name, a name and an initial or two: "mnowak", "kowalj".</summary>
    public bool IsWithInitials(ReadOnlySpan<char> segment)
    {
        Work.Add(1);
        for (var initials = 1; initials <= 2 && initials + ShortestAlone <= segment.Length; initials++)
        {
            if (Contains(segment[initials..]) || Contains(segment[..^initials]))
            {
                return true;
            }
        }

        return false;
    }
}
