namespace Raum.Redaction;

/// <summary>Words of known names with one slip of the fingers: "Kowalczk", "Hoogednijk" (PII-2).</summary>
/// <remarks>
/// Only where it is safe: a letter too many, too few, another one or two that changed places, not the first one, in a word that no list and no dictionary has. A name of the
/// lists is masked too, as somebody else's: "Petersen" is not Peterson. Linear: each word meets a bounded number of parts.
/// </remarks>
internal sealed class KnownTypos
{
    /// <summary>The reason of such a find.</summary>
    public const string Reason = "typo";

    private const int MostAlike = 32;
    private const int Shortest = 6;
    private const int ShortestInLowerCase = 7;
    private const int Longest = 24;

    /// <summary>The dictionaries take one foreign word in thirty for one of theirs; so long a word that is nearly a known name is the name.</summary>
    private const int ShortestNoWord = 9;

    /// <summary>Letters that a form or a ticket may cut off the end of a name: "RAVALOMANA" of Ravalomanana.</summary>
    private const int MostCut = 3;
    private const int ShortestCut = 8;
    private const WordFacts Words = WordFacts.Word | WordFacts.Proper | WordFacts.Brand | WordFacts.CueWords;

    /// <summary>Parts by their first letter and length.</summary>
    private readonly Dictionary<(char First, int Length), List<LexiconEntry>> _parts = [];

    /// <summary>For each length the first letters of the parts that have it, a bit a letter.</summary>
    private readonly uint[] _firsts = new uint[Longest + 2];

    /// <summary>People who are called nearly as somebody of the ticket.</summary>
    private readonly Dictionary<string, Identity> _others = [];

    /// <summary>Takes in a single word of a name, folded; short ones are left out.</summary>
    public void Add(LexiconEntry part)
    {
        if (part.Words is not [{ Length: >= Shortest and <= Longest } word])
        {
            return;
        }

        _firsts[word.Length] |= Bit(word[0]);
        if (!_parts.TryGetValue((word[0], word.Length), out var alike))
        {
            _parts[(word[0], word.Length)] = alike = [];
        }

        if (alike.Count < MostAlike)
        {
            alike.Add(part);
        }
    }

    /// <summary>Adds the places of such words where nothing was hit.</summary>
    /// <param name="hits">In the order of the text.</param>
    public void Find(ReadOnlySpan<char> text, UnitMap units, List<LexiconHit> hits)
    {
        if (_parts.Count == 0)
        {
            return;
        }

        var known = hits.Count;
        var next = 0;
        var letters = units.Letters;
        Span<char> folded = stackalloc char[Longest + 1];
        Work.Add(text.Length);
        for (var at = 0; letters.Next(ref at, out var start); )
        {
            var length = at - start;
            if (length is < Shortest - 1 or > Longest + 1 || !MayBe(Folding.Fold(text[start]), length))
            {
                continue;
            }

            while (next < known && hits[next].End <= start)
            {
                next++;
            }

            if ((next == known || hits[next].Start >= at) && Hit(text, start, at, folded[..length]) is { } hit)
            {
                hits.Add(hit);
            }
        }
    }

    private LexiconHit? Hit(ReadOnlySpan<char> text, int start, int end, Span<char> folded)
    {
        for (var i = 0; i < folded.Length; i++)
        {
            folded[i] = Folding.Fold(text[start + i]);
        }

        Work.Add(MostAlike);
        if (Part(folded) is not { } part)
        {
            return null;
        }

        var hash = Lexicon.Hash(folded);
        var facts = NameWords.OfHash(hash);
        var isName = (facts & WordFacts.AnyName) != 0;
        var isInDictionary = DictionaryWords.Of(hash) != 0;
        if ((facts & Words) != 0 || (!char.IsUpper(text[start]) && (isName || isInDictionary || folded.Length < ShortestInLowerCase)))
        {
            return null;
        }

        var written = folded.ToString();
        return new LexiconHit(
            start,
            end,
            new LexiconEntry(
                [written],
                isName ? Other(written) : part.Identity,
                isInDictionary && folded.Length < ShortestNoWord ? LexiconRule.Unless : LexiconRule.Always,
                Reason,
                part.Role
            )
        );
    }

    private Identity Other(string written)
    {
        if (!_others.TryGetValue(written, out var other))
        {
            _others[written] = other = new Identity(PiiType.Name);
        }

        return other;
    }

    private LexiconEntry? Part(ReadOnlySpan<char> word)
    {
        for (var length = word.Length - 1; length <= word.Length + MostCut; length++)
        {
            if (!_parts.TryGetValue((word[0], length), out var alike))
            {
                continue;
            }

            foreach (var part in alike)
            {
                if (IsSlip(word, part.Words[0]))
                {
                    return part;
                }
            }
        }

        return null;
    }

    /// <summary>True where one slip behind the first letter makes one word of the other (Damerau 1964), or where a long one was cut.</summary>
    private static bool IsSlip(ReadOnlySpan<char> written, ReadOnlySpan<char> meant)
    {
        var same = written.CommonPrefixLength(meant);
        if (same == 0 || (same == written.Length && same == meant.Length))
        {
            return false;
        }

        var first = written[same..];
        var second = meant[same..];
        return (written.Length - meant.Length) switch
        {
            1 => first[1..].SequenceEqual(second),
            -1 => first.SequenceEqual(second[1..]),
            < -1 => first.IsEmpty && written.Length >= ShortestCut,
            _ => first[1..].SequenceEqual(second[1..])
                || (first.Length > 1 && first[0] == second[1] && first[1] == second[0] && first[2..].SequenceEqual(second[2..])),
        };
    }

    private bool MayBe(char first, int length)
    {
        var firsts = 0u;
        for (var other = length - 1; other <= Math.Min(length + MostCut, Longest); other++)
        {
            firsts |= _firsts[other];
        }

        return (firsts & Bit(first)) != 0;
    }

    private static uint Bit(char folded) => 1u << (folded & 31);
}
