namespace Raum.Redaction;

/// <summary>Cues with a dot behind each letter: "D.O.B.", "D.N.I.", "c.c.".</summary>
internal static class DottedCue
{
    private const int MostLetters = 4;

    /// <summary>What the letters announce that begin here, where they are the word for an id or a birth date.</summary>
    /// <param name="end">Behind the last letter.</param>
    public static CueKind Of(ReadOnlySpan<char> text, int start, out int end)
    {
        end = start + 1;
        if (
            end + 1 >= text.Length
            || text[end] != '.'
            || !char.IsLetter(text[end + 1])
            || (start > 0 && text[start - 1] is '.' or '@' or '/')
        )
        {
            return CueKind.None;
        }

        Span<char> letters = stackalloc char[MostLetters];
        var count = 0;
        for (var at = start; count < MostLetters && at < text.Length && char.IsLetter(text[at]); at += 2)
        {
            letters[count++] = text[at];
            end = at + 1;
            if (end >= text.Length || text[end] != '.')
            {
                break;
            }
        }

        // "a.b.example": the last one is no letter alone.
        if (end < text.Length && char.IsLetterOrDigit(text[end]))
        {
            return CueKind.None;
        }

        var kind = CueVocabulary.Of(letters[..count]);
        return kind is CueKind.Id or CueKind.BirthDate or CueKind.Cedula ? kind : CueKind.None;
    }
}
