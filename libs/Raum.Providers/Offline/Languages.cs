namespace Raum.Providers.Offline;

/// <summary>The seven languages of the offline provider.</summary>
internal static class Languages
{
    private static readonly Phrases[] _all =
    [
        GermanicPhrases.English,
        RomancePhrases.French,
        GermanicPhrases.German,
        RomancePhrases.Spanish,
        RomancePhrases.Portuguese,
        RomancePhrases.Italian,
        GermanicPhrases.Dutch,
    ];

    /// <summary>By a BCP 47 tag, its region ignored; null when the language is not known.</summary>
    public static Phrases? Find(string? tag) =>
        tag is null
            ? null
            : _all.FirstOrDefault(phrases => string.Equals(phrases.Tag, tag.Split('-', '_')[0], StringComparison.OrdinalIgnoreCase));

    /// <summary>The language whose frequent words the text has most of; English when none has any.</summary>
    public static Phrases Guess(string text)
    {
        var words = Words(text);
        return _all.MaxBy(phrases => Score(phrases.Frequent, words))!;
    }

    /// <summary>The topic that most words of the text announce, in any language.</summary>
    public static Topic TopicOf(string text)
    {
        var words = Words(text);
        var best = Topic.Other;
        var most = 0;
        foreach (var topic in Enum.GetValues<Topic>().Where(topic => topic != Topic.Other))
        {
            var count = _all.Max(phrases => Count(phrases.Announcing[(int)topic], words));
            if (count > most)
            {
                (best, most) = (topic, count);
            }
        }

        return best;
    }

    private static int Score(string frequent, List<string> words)
    {
        var set = frequent.Split(' ').ToHashSet(StringComparer.Ordinal);
        return words.Count(set.Contains);
    }

    private static int Count(string beginnings, List<string> words) =>
        beginnings.Split(' ').Sum(beginning => words.Count(word => word.StartsWith(beginning, StringComparison.Ordinal)));

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetter(text[i]))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                words.Add(text[start..i].ToLowerInvariant());
                start = -1;
            }
        }

        return words;
    }
}
