namespace Raum.Redaction;

/// <summary>"Kavitha d/o Suppiah", "Ravi a/l Muthu": a name with its father's, as people in Malaysia and Singapore write it.</summary>
/// <remarks>Linear: each slash is looked at once.</remarks>
internal static class Patronyms
{
    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, List<Finding> rules)
    {
        for (var slash = 2; slash + 2 < words.Length; slash++)
        {
            if (
                words[slash] is { Shape: WordShape.Sign, Key: '/' }
                && words[slash - 2].IsCapital
                && words[slash + 2].IsCapital
                && words[slash - 2].End + 1 == words[slash - 1].Start
                && words[slash + 1].End + 1 == words[slash + 2].Start
                && IsOf(text[words[slash - 1].Start..words[slash + 1].End])
            )
            {
                rules.Add(new Finding(words[slash - 2].Start, words[slash + 2].End, PiiType.Name, "name", 0.85, NameField.Reason));
            }
        }
    }

    private static bool IsOf(ReadOnlySpan<char> joint) => joint is "s/o" or "d/o" or "a/l" or "a/p" or "S/O" or "D/O" or "A/L" or "A/P";
}
