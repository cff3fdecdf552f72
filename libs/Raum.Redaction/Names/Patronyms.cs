namespace Raum.Redaction;

/// <summary>"Kavitha d/o Suppiah", "Ravi a/l Muthu": a name with its father's, as people in Malaysia and Singapore write it.</summary>
internal static class Patronyms
{
    /// <summary>True where the slash at this place joins two such names, two words before and behind it.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static bool JoinsAt(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int slash) =>
        slash > 1
        && slash + 2 < words.Length
        && words[slash - 2].IsCapital
        && words[slash + 2].IsCapital
        && words[slash - 2].End + 1 == words[slash - 1].Start
        && words[slash + 1].End + 1 == words[slash + 2].Start
        && text[words[slash - 1].Start..words[slash + 1].End] is "s/o" or "d/o" or "a/l" or "a/p" or "S/O" or "D/O" or "A/L" or "A/P";
}
