using System.CommandLine;
using Raum.Redaction;

namespace Raum.Masking.Names;

/// <summary><c>pack-words</c>: makes a filter of dictionary words that the engine carries from a list.</summary>
internal static class PackWordsCommand
{
    public static Command Create()
    {
        var list = new Option<FileInfo>("--list")
        {
            Description = "One word a line, as tools/name-data/words.mjs writes them.",
            Required = true,
        };
        var output = new Option<FileInfo>("--out") { Description = "Where the filter goes.", Required = true };
        var command = new Command("pack-words", "Make a filter of dictionary words. Deterministic: the same list gives the same file.")
        {
            list,
            output,
        };
        command.SetAction(parsed =>
            File.WriteAllBytes(
                parsed.GetRequiredValue(output).FullName,
                DictionaryWords.Write([
                    .. File.ReadLines(parsed.GetRequiredValue(list).FullName)
                        .Where(word => word.Length > 0)
                        .Select(word => Lexicon.Hash(word)),
                ])
            )
        );
        return command;
    }
}
