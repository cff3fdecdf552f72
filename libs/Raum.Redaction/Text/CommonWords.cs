namespace Raum.Redaction;

/// <summary>Words of everyday language, product and model names: alone they are a person only by context (PII-2).</summary>
internal static class CommonWords
{
    private static readonly HashSet<string> Particles =
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "di",
        "du",
        "des",
        "la",
        "le",
        "les",
        "el",
        "al",
        "bin",
        "bint",
        "ibn",
        "van",
        "von",
        "vom",
        "zu",
        "zum",
        "zur",
        "der",
        "den",
        "het",
        "ter",
        "ten",
        "te",
        "op",
        "y",
        "e",
        "i",
        "san",
        "santa",
        "st",
        "af",
        "av",
        "abu",
        "ben",
        "bat",
        "ul",
        "ud",
    ];

    private static readonly HashSet<string> Words = Load();

    /// <summary>True for a folded word that means something else than a person.</summary>
    public static bool Contains(string word) => Words.Contains(word);

    /// <summary>True for the small words inside names: "van der Berg".</summary>
    public static bool IsParticle(string word) => Particles.Contains(word);

    private static HashSet<string> Load()
    {
        using var stream = typeof(CommonWords).Assembly.GetManifestResourceStream("common-words.txt")!;
        using var reader = new StreamReader(stream);
        var words = new HashSet<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                words.UnionWith(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return words;
    }
}
