using System.CommandLine;
using System.Globalization;
using Raum.Redaction;

namespace Raum.Masking.Names;

/// <summary><c>pack-classes</c>: makes the table of word classes that the engine carries from a list.</summary>
internal static class PackClassesCommand
{
    public static Command Create()
    {
        var list = new Option<FileInfo>("--list")
        {
            Description = "A word, its group and its class a line, as tools/name-data/classes.mjs writes them.",
            Required = true,
        };
        var output = new Option<FileInfo>("--out") { Description = "Where the table goes.", Required = true };
        var command = new Command("pack-classes", "Make the table of word classes. Deterministic: the same list gives the same file.")
        {
            list,
            output,
        };
        command.SetAction(parsed =>
            File.WriteAllBytes(
                parsed.GetRequiredValue(output).FullName,
                WordClasses.Write([.. File.ReadLines(parsed.GetRequiredValue(list).FullName).Select(Read)])
            )
        );
        return command;
    }

    /// <summary>One line of the list.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static (ulong Hash, WordClass Class) Read(string line)
    {
        if (
            line.Split(' ') is not [var word, var group, var number]
            || !byte.TryParse(group, CultureInfo.InvariantCulture, out var groupNumber)
            || !ushort.TryParse(number, CultureInfo.InvariantCulture, out var classNumber)
            || groupNumber is 0 or > WordClass.MostGroups
            || classNumber is 0 or > WordClass.Most
        )
        {
            throw new InvalidDataException(
                $"Not a word, a group up to {WordClass.MostGroups} and a class up to {WordClass.Most}: '{line}'."
            );
        }

        return (Lexicon.Hash(word), new WordClass(classNumber, groupNumber));
    }
}
