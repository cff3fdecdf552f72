using Raum.Redaction;

namespace Raum.Masking.Names;

/// <summary>Neighbouring words that the model looks at: their features and their right tags.</summary>
internal sealed class Stretch(uint[][] features, byte[] tags)
{
    public uint[][] Features { get; } = features;

    public byte[] Tags { get; } = tags;

    /// <summary>What a document teaches about names.</summary>
    public static IEnumerable<Stretch> OfNames(NamedDocument document)
    {
        var view = NormalizedText.Of(document.Text);
        var none = NameModel.Empty;
        var detectors = new DetectorSet(RedactionOptions.Default, new KnownPeople(document.People, new Vault()), none, none);
        using var plain = WordReader.Plain(view.Text);
        using var prepared = detectors.WordsForNames(view.Text, plain);
        var words = prepared.Span.ToArray();
        return Cut(view, words, Names(view, words, document.Names));
    }

    /// <summary>What a document teaches about postal addresses.</summary>
    public static IEnumerable<Stretch> OfAddresses(NamedDocument document)
    {
        var view = NormalizedText.Of(document.Text);
        using var plain = WordReader.Plain(view.Text);
        using var prepared = DetectorSet.WordsForAddresses(view.Text, plain);
        var words = prepared is null ? [] : prepared.Span.ToArray();
        return prepared is null ? [] : Cut(view, words, Addresses(view, words, document.Addresses));
    }

    private static List<Stretch> Cut(NormalizedText view, Word[] words, byte[] tags)
    {
        var count = words.Length;
        var stretches = new List<Stretch>();
        var features = new uint[NameFeatures.Most];
        for (var first = 0; first < count; )
        {
            if (!words[first].IsOpen)
            {
                first++;
                continue;
            }

            var end = first;
            while (end < count && words[end].IsOpen)
            {
                end++;
            }

            var all = new uint[end - first][];
            for (var i = first; i < end; i++)
            {
                all[i - first] = features[..NameFeatures.Collect(view.Text, words, i, features)];
            }

            stretches.Add(new Stretch(all, tags[first..end]));
            first = end;
        }

        return stretches;
    }

    private static byte[] Names(NormalizedText view, ReadOnlySpan<Word> words, IReadOnlyList<(int Start, int End)> names)
    {
        var tags = new byte[words.Length];
        var name = 0;
        var started = -1;
        for (var i = 0; i < words.Length; i++)
        {
            var (start, end) = (view.StartOf(words[i].Start), view.EndOf(words[i].End));
            while (name < names.Count && names[name].End <= start)
            {
                name++;
            }

            if (name == names.Count)
            {
                break;
            }

            if (end <= names[name].Start || words[i].Shape is WordShape.LineEnd or WordShape.Value)
            {
                continue;
            }

            // Titles before a name are not part of it, whatever the set says; neither is the dot or the 's behind it.
            if (started != name && ((words[i].Facts & WordFacts.Title) != 0 && names[name].End > end || !words[i].IsWord))
            {
                continue;
            }

            if (started == name && EndsBefore(view, words, i, names[name].End))
            {
                continue;
            }

            tags[i] = started == name && i > 0 && tags[i - 1] != ChainTagger.Outside ? ChainTagger.Further : ChainTagger.First;
            started = name;
        }

        return tags;
    }

    private static byte[] Addresses(NormalizedText view, ReadOnlySpan<Word> words, IReadOnlyList<(int Start, int End)> addresses)
    {
        var tags = new byte[words.Length];
        foreach (var (start, end) in addresses)
        {
            var inside = false;
            for (var i = 0; i < words.Length; i++)
            {
                if (view.StartOf(words[i].Start) < end && view.EndOf(words[i].End) > start && words[i].IsOpen)
                {
                    tags[i] = inside ? ChainTagger.Further : ChainTagger.First;
                    inside = true;
                }
            }
        }

        return tags;
    }

    /// <summary>True for signs, and an s behind an apostrophe, with nothing of the name behind them.</summary>
    private static bool EndsBefore(NormalizedText view, ReadOnlySpan<Word> words, int at, int end)
    {
        for (var i = at; i < words.Length && view.StartOf(words[i].Start) < end; i++)
        {
            var genitive =
                i > 0
                && words[i].End - words[i].Start == 1
                && view.Text[words[i].Start] is 's'
                && words[i - 1] is { Shape: WordShape.Sign, Key: '\'' or '’' };
            if (words[i].IsWord && !genitive)
            {
                return false;
            }
        }

        return true;
    }
}
