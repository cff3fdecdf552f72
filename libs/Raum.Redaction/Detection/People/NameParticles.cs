namespace Raum.Redaction;

/// <summary>The small words before the family name of a known person: "Frau von der Heide", "Sjoerd v.d. Wal".</summary>
internal static class NameParticles
{
    private const int MostWords = 3;

    private static readonly WordSet Short = Cues.Set("v d t z vd");

    /// <summary>Where the family name begins that stands at <paramref name="start"/>, with its particles; only for a person whose name has some.</summary>
    public static int Start(ReadOnlySpan<char> text, int start, Identity identity)
    {
        if (identity.ProfileValue is not { } profile || !HasParticle(profile))
        {
            return start;
        }

        for (var words = 0; words < MostWords && start > 1; words++)
        {
            var end = start;
            while (end > 0 && start - end < 2 && text[end - 1] is ' ' or '.' or '\'' or '’')
            {
                end--;
            }

            var from = end;
            while (from > 0 && end - from < 5 && char.IsLetter(text[from - 1]))
            {
                from--;
            }

            var word = text[from..end];
            if (word.IsEmpty || !(CommonWords.IsParticle(word) || Short.Contains(word)))
            {
                return start;
            }

            start = from;
        }

        return start;
    }

    private static bool HasParticle(string profile)
    {
        foreach (var part in profile.AsSpan().Split(' '))
        {
            if (CommonWords.IsParticle(profile.AsSpan()[part]) || profile.AsSpan()[part] is "'t" or "’t")
            {
                return true;
            }
        }

        return false;
    }
}
