using Raum.Redaction;

namespace Raum.Masking.Names;

/// <summary>Neighbouring words that the model looks at: their features and their right tags.</summary>
internal sealed class Stretch(int[][] rows, byte[] tags)
{
    public int[][] Rows { get; } = rows;

    public byte[] Tags { get; } = tags;

    /// <summary>The stretches of a document. Words inside a name that the model never looks at are left out.</summary>
    public static IEnumerable<Stretch> Of(NamedDocument document)
    {
        var view = NormalizedText.Of(document.Text);
        var detectors = new DetectorSet(RedactionOptions.Default, new KnownPeople(document.People, new Vault()), NameModel.Of([]));
        var words = detectors.Words(view.Text, out var count).AsSpan(0, count).ToArray();
        var tags = Tagged(view, words, document.Names);
        var stretches = new List<Stretch>();
        var rows = new int[NameFeatures.Most];
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

            var all = new int[end - first][];
            for (var i = first; i < end; i++)
            {
                all[i - first] = rows[..NameFeatures.Collect(view.Text, words, i, rows)];
            }

            stretches.Add(new Stretch(all, tags[first..end]));
            first = end;
        }

        return stretches;
    }

    private static byte[] Tagged(NormalizedText view, ReadOnlySpan<Word> words, IReadOnlyList<(int Start, int End)> names)
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

            tags[i] = started == name && i > 0 && tags[i - 1] != NameChain.Outside ? NameChain.Further : NameChain.First;
            started = name;
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
