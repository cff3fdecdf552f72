namespace Raum.Redaction;

/// <summary>The age of somebody, said right before a bracket: "Danylo tem 9 anos (", "my son is 9 years old (".</summary>
internal static class SaidAge
{
    private const int MostDigits = 3;

    private static readonly WordSet Years = Cues.Set("anos anni ans years year jahre jahr jaar aninhos anitos");
    private static readonly WordSet Old = Cues.Set("old alt oud");
    private static readonly WordSet Verbs = Cues.Set("tem tiene ha a is ist heeft hat cumple fait completa turned wurde wird werd");
    private static readonly WordSet Persons = Cues.Set(
        "she he elle il lei lui ela ele ella el sie er zij hij kleiner kleine pequeno pequena piccolo piccola petit petite baby bebe"
    );

    /// <summary>True where somebody's age ends at <paramref name="open"/>: a warranty has years as well.</summary>
    public static bool Before(ReadOnlySpan<char> text, int open)
    {
        var word = Take(text, open, out var at);
        if (Old.Contains(word))
        {
            word = Take(text, at, out at);
        }

        if (!Years.Contains(word))
        {
            return false;
        }

        while (at > 0 && text[at - 1] == ' ')
        {
            at--;
        }

        var end = at;
        while (at > 0 && end - at < MostDigits && char.IsAsciiDigit(text[at - 1]))
        {
            at--;
        }

        if (!Verbs.Contains(Take(text, at, out at)))
        {
            return false;
        }

        var subject = Take(text, at, out at);
        return Persons.Contains(subject)
            || (subject.Length > 2 && (NameWords.Cues(subject) & WordFacts.Kin) != 0)
            || (subject.Length > 1 && char.IsUpper(subject[0]) && at > 0 && text[at - 1] == ' ');
    }

    private static ReadOnlySpan<char> Take(ReadOnlySpan<char> text, int at, out int start)
    {
        var word = NameContext.SpanBefore(text, at, out _);
        start = at - 1 - word.Length;
        return word.Length > 0 && start >= 0 && text[at - 1] == ' ' ? word : default;
    }
}
