namespace Raum.Redaction;

/// <summary>Parts of known names that are also words, places or brands: where the model sees no person they stay visible (PII-2).</summary>
internal static class KnownWords
{
    /// <summary>What the model holds for less likely than this is left.</summary>
    private const float Veto = 0.35f;

    /// <summary>The same in lower case.</summary>
    private const float LowerCaseVeto = 0.5f;

    private static readonly WordSet Articles = Cues.Set("the a an");

    /// <summary>Takes such hits away: "Mercedes" of the insured car, where the requester is called Mercedes. Linear.</summary>
    /// <param name="named">For each word how likely it is part of a name.</param>
    public static void Leave(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, ReadOnlySpan<float> named, List<LexiconHit> known)
    {
        var at = 0;
        var kept = 0;
        for (var i = 0; i < known.Count; i++)
        {
            var hit = known[i];
            while (at < words.Length && words[at].End <= hit.Start)
            {
                at++;
            }

            if (!hit.IsInDoubt(text) || at == words.Length || IsPerson(text, words[at], named[at], hit))
            {
                known[kept++] = hit;
            }
        }

        known.RemoveRange(kept, known.Count - kept);
    }

    private static bool IsPerson(ReadOnlySpan<char> text, in Word word, float named, LexiconHit hit)
    {
        var least = char.IsUpper(text[hit.Start]) ? Veto : LowerCaseVeto;
        return !IsThing(text, hit.Start)
            && (
                (word.Phrase == 0 && named >= least && !IsCompound(text, hit.End))
                || NameContext.SaysKnown(text, hit.Start, hit.End)
                || InsideSentence.Is(text, hit.Start, hit.End, word.InGerman)
                || IsGenitive(text, hit)
            );
    }

    /// <summary>"Kochs Konto", the German genitive without a sign.</summary>
    public static bool IsGenitive(ReadOnlySpan<char> text, LexiconHit hit) =>
        hit.Entry.Words is [var name]
        && hit.End - hit.Start == name.Length + 1
        && hit.End + 1 < text.Length
        && text[hit.End - 1] == 's'
        && text[hit.End] == ' '
        && char.IsUpper(text[hit.Start])
        && char.IsUpper(text[hit.End + 1]);

    /// <summary>A word in lower case behind an English article: "tie the hank". Other languages say "la petra" of a person.</summary>
    public static bool IsThing(ReadOnlySpan<char> text, int start) =>
        char.IsLower(text[start]) && Articles.Contains(NameContext.SpanBefore(text, start, out var sameLine)) && sameLine;

    /// <summary>"Kruidvat-bon", "wit-blauwe".</summary>
    private static bool IsCompound(ReadOnlySpan<char> text, int end) =>
        end + 2 < text.Length && text[end] == '-' && char.IsLower(text[end + 1]) && char.IsLower(text[end + 2]);
}
