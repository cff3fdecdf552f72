using System.Buffers;

namespace Raum.Redaction;

/// <summary>Text that the restorer would take for a placeholder. It is put aside, so that it comes back verbatim and can fetch nobody's value.</summary>
internal static class LookalikeDetector
{
    private static readonly SearchValues<char> Beginnings = SearchValues.Create([
        .. "[［\\",
        .. Enumerable.Range(0, char.MaxValue).Select(unit => (char)unit).Where(unit => Folding.Fold(unit) == 'r'),
    ]);

    private static readonly SearchValues<string> Words = SearchValues.Create([PlaceholderReader.Word], StringComparison.OrdinalIgnoreCase);

    public static void Detect(ReadOnlySpan<char> text, List<Finding> findings) => Read(text, findings, asWritten: false);

    /// <summary>The same, each as the type that it names: what stands there is a value that was masked before.</summary>
    public static void DetectTypes(ReadOnlySpan<char> text, List<Finding> findings) => Read(text, findings, asWritten: true);

    private static void Read(ReadOnlySpan<char> text, List<Finding> findings, bool asWritten)
    {
        // Nearly every text has none: then only the end is read, where a cut placeholder counts too.
        var end = Math.Max(0, text.Length - PlaceholderReader.MaximumLength);
        var isWhole = HasForeignWord(text);
        for (var at = isWhole ? 0 : Near(text, 0, end); at < text.Length && text[at..].IndexOfAny(Beginnings) is >= 0 and var next; )
        {
            at += next;
            // An r that begins no "re…" is nearly every r.
            var reading =
                Folding.Fold(text[at]) == 'r' && at + 1 < text.Length && Folding.Fold(text[at + 1]) != 'e'
                    ? default
                    : PlaceholderReader.Read(text, at, at == 0 ? ' ' : text[at - 1], final: true);
            if (reading.Kind == ReadingKind.None)
            {
                at++;
            }
            else
            {
                var type = asWritten && reading.Kind == ReadingKind.Placeholder ? reading.Type : PiiType.Lookalike;
                findings.Add(new Finding(at, at + reading.Length, type, "placeholder", 1, "lookalike"));
                at += reading.Length;
            }

            at = isWhole ? at : Near(text, at, end);
        }
    }

    /// <summary>The next place from which on a placeholder may begin: a little before its word, or the end of the text.</summary>
    private static int Near(ReadOnlySpan<char> text, int at, int end)
    {
        if (at >= end)
        {
            return at;
        }

        var word = text[at..].IndexOfAny(Words);
        return word < 0 ? end : Math.Min(end, at + Math.Max(0, word - PlaceholderReader.LongestOpening));
    }

    /// <summary>True where the word of placeholders has a letter of another alphabet, or one with an accent: the restorer reads them as the plain ones.</summary>
    private static bool HasForeignWord(ReadOnlySpan<char> text)
    {
        const string Word = PlaceholderReader.Word;
        for (var at = text.IndexOfAnyExceptInRange('\0', '\u007F'); at >= 0; )
        {
            var letter = Folding.Fold(text[at]);
            for (var place = 0; letter < 0x80 && place < Word.Length; place++)
            {
                var start = at - place;
                if (Word[place] == letter && start >= 0 && start + Word.Length <= text.Length && IsWord(text.Slice(start, Word.Length)))
                {
                    return true;
                }
            }

            var next = text[(at + 1)..].IndexOfAnyExceptInRange('\0', '\u007F');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    private static bool IsWord(ReadOnlySpan<char> letters)
    {
        for (var i = 0; i < letters.Length; i++)
        {
            if (Folding.Fold(letters[i]) != PlaceholderReader.Word[i])
            {
                return false;
            }
        }

        return true;
    }
}
