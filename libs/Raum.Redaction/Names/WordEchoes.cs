namespace Raum.Redaction;

/// <summary>Tells a word what is found where it stands elsewhere in the text: "Ngozi can log in" below "Dear Ngozi". Linear.</summary>
internal static class WordEchoes
{
    /// <param name="said">No more words than this have something said of them.</param>
    public static void Mark(Span<Word> words, int said)
    {
        Work.Add(words.Length);
        if (said == 0)
        {
            return;
        }

        using var seen = new SeenWords(said);
        foreach (ref readonly var word in words)
        {
            if (Says(word))
            {
                seen.Add(word.Key, (byte)EchoOf(word));
            }
        }

        foreach (ref var word in words)
        {
            if (word.IsWord && word.Rule == 0 && word.Known == 0)
            {
                word.Echo = (WordEcho)seen.Of(word.Key);
            }
        }
    }

    private static bool Says(in Word word) => (word.Rule != 0 || word.Known != 0) && word.IsWord && word.Shape != WordShape.Initial;

    private static WordEcho EchoOf(in Word word) =>
        (word.Known != 0 ? WordEcho.Known : WordEcho.None)
        | (
            (word.Rule & ~NameEvidence.Inside) switch
            {
                0 => WordEcho.None,
                <= NameEvidence.LastIntroduction => WordEcho.Announced,
                _ => WordEcho.Listed,
            }
        );
}
