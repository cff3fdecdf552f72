namespace Raum.Redaction;

/// <summary>Storms have people's names: "Storm Eunice", "Sturmtief Sabine", "la tempête Ciarán".</summary>
internal static class NamedStorms
{
    private static readonly WordSet Kinds = Cues.Set(
        "storm hurricane typhoon cyclone sturm sturmtief orkan orkantief hurrikan taifun zyklon tempete ouragan typhon tormenta borrasca huracan tifon ciclon tempesta uragano tifone ciclone tempestade furacao tufao ciclone orkaan"
    );

    /// <summary>True where one word with a capital stands behind such a word, which begins with one too, or ends the phrase: not "nach dem storm Anna angerufen".</summary>
    public static bool Is(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        words[at].Shape == WordShape.Title
        && words[at - 1].End + 1 == words[at].Start
        && (words[at - 1].Shape == WordShape.Title || (words[at - 1].Shape == WordShape.Lower && EndsPhrase(words, at)))
        && Kinds.Contains(text, words[at - 1]);

    private static bool EndsPhrase(ReadOnlySpan<Word> words, int at) => at + 1 == words.Length || !words[at + 1].IsWord;
}
