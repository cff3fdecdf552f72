using System.CommandLine;
using Raum.Redaction;

namespace Raum.Masking.Names;

/// <summary><c>pack-names</c>: makes the table of words that the engine carries from the lists.</summary>
internal static class PackNamesCommand
{
    public static Command Create()
    {
        var lists = new Option<FileInfo>("--lists")
        {
            Description = "The lists, as tools/name-data/build.mjs writes them.",
            Required = true,
        };
        var output = new Option<FileInfo>("--out") { Description = "Where the table goes.", Required = true };
        var common = new Option<bool>("--common") { Description = "Leave rare names out: the table that models are trained with." };
        var command = new Command("pack-names", "Make the table of listed words. Deterministic: the same lists give the same file.")
        {
            lists,
            output,
            common,
        };
        command.SetAction(parsed =>
            File.WriteAllBytes(
                parsed.GetRequiredValue(output).FullName,
                NameWords.Write(Words(File.ReadLines(parsed.GetRequiredValue(lists).FullName), parsed.GetValue(common)))
            )
        );
        return command;
    }

    /// <summary>The words of the lists and the cue words, with what is said about each.</summary>
    /// <param name="common">Without rare names: models that were trained with them missed more names.</param>
    internal static Dictionary<ulong, WordFacts> Words(IEnumerable<string> lines, bool common = false)
    {
        var words = new Dictionary<ulong, WordFacts>();
        void Add(ReadOnlySpan<char> word, WordFacts facts)
        {
            var hash = Lexicon.Hash(word);
            words[hash] = words.GetValueOrDefault(hash) | facts;
        }

        var section = WordFacts.None;
        var isLeftOut = false;
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            if (line[0] == '=')
            {
                section = line[1..].Aggregate(WordFacts.None, (facts, mark) => facts | FactOf(mark));
                isLeftOut = common && line[1..].All(mark => mark is 'g' or 's');
                continue;
            }

            if (isLeftOut)
            {
                continue;
            }

            Add(line, section);
            if ((section & (WordFacts.Proper | WordFacts.Brand)) != 0 && line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var first)
            {
                Add(line.AsSpan(0, first), WordFacts.PhraseStart);
            }
        }

        foreach (var (facts, cues) in CueWords.All)
        {
            foreach (var word in cues)
            {
                Add(word, facts);
            }
        }

        return words;
    }

    private static WordFacts FactOf(char mark) =>
        mark switch
        {
            'G' or 'g' => WordFacts.Given,
            'S' or 's' => WordFacts.Surname,
            'H' => WordFacts.Listed,
            'W' => WordFacts.Word,
            'P' => WordFacts.Proper,
            'B' => WordFacts.Brand,
            _ => throw new InvalidDataException($"No section of the lists has the mark '{mark}'."),
        };
}
