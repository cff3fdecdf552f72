namespace Raum.Redaction;

/// <summary>Animals, storms and firms in short that are called like people, where the text says so. They are nobody's data, wherever it names them again.</summary>
/// <remarks>Never of people of the ticket: their names have to go whoever else is called so.</remarks>
internal static class CalledLikePeople
{
    /// <summary>Takes such names out of the finds, wherever they stand alone.</summary>
    /// <param name="from">The first find that may go.</param>
    public static void Leave(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, List<Finding> findings, int from)
    {
        if (findings.Count == from)
        {
            return;
        }

        HashSet<uint>? others = null;
        Work.Add(words.Length);
        for (var i = 1; i < words.Length; i++)
        {
            if (
                (words[i].IsCapital || (words[i].Facts & WordFacts.Given) != 0)
                && words[i].Known == 0
                && (NamedPets.Is(text, words, i) || NamedStorms.Is(text, words, i) || ShortForms.Is(text, words, i))
            )
            {
                (others ??= []).Add(words[i].Key);
            }
        }

        if (others is not null)
        {
            Remove(text, findings, from, others);
        }
    }

    private static void Remove(ReadOnlySpan<char> text, List<Finding> findings, int from, HashSet<uint> others)
    {
        var kept = from;
        for (var i = from; i < findings.Count; i++)
        {
            if (!others.Contains(WordReader.KeyOf(text[findings[i].Start..findings[i].End])))
            {
                findings[kept++] = findings[i];
            }
        }

        findings.RemoveRange(kept, findings.Count - kept);
    }
}
