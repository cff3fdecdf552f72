namespace Raum.Redaction;

/// <summary>A word that no list or dictionary has: "my insta is janedoe", but not "my account is locked".</summary>
internal static class MadeUp
{
    private const int Shortest = 4;

    public static bool Is(ReadOnlySpan<char> token)
    {
        if (token.Length <= Shortest || !char.IsLower(token[0]))
        {
            return false;
        }

        var hash = Lexicon.Hash(token);
        return (NameWords.OfHash(hash) & (WordFacts.Word | WordFacts.Proper)) == 0 && DictionaryWords.Of(hash) == 0;
    }
}
