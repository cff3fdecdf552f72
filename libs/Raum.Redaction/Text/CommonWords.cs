namespace Raum.Redaction;

/// <summary>Words of everyday language, product and model names: alone they are a person only by context (PII-2).</summary>
internal static class CommonWords
{
    private static readonly WordSet Particles = Cues.Set(
        "de da do dos das del della di du des la le les el al bin bint ibn van von vom zu zum zur der den het ter ten te op y e i san santa st af av abu ben bat ul ud"
    );

    private static readonly WordSet Words = Load();

    /// <summary>True for a word, in any case and accent, that means something else than a person.</summary>
    public static bool Contains(ReadOnlySpan<char> word) => Words.ContainsValue(word);

    /// <summary>True for the small words inside names: "van der Berg".</summary>
    public static bool IsParticle(ReadOnlySpan<char> word) => Particles.ContainsValue(word);

    private static WordSet Load()
    {
        using var stream = typeof(CommonWords).Assembly.GetManifestResourceStream("common-words.txt")!;
        using var reader = new StreamReader(stream);
        var words = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                words.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return new WordSet(words);
    }
}
