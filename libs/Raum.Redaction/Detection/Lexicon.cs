using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Raum.Redaction;

/// <summary>Finds many known values in one pass over the words of a text, whatever their case, accents and separators.</summary>
/// <remarks>Linear in the text for a bounded number of entries that begin with the same word (<see cref="MaximumSameStart"/>).</remarks>
internal sealed class Lexicon
{
    private const int MaximumSameStart = 64;
    private const int MaximumGap = 3;

    /// <summary>The reason of "Doe, Jane": on one line, or "Doe" ends a line and "J. Doe" begins the next.</summary>
    public const string Swapped = "order-swapped";

    /// <summary>The reason of "Jane D" and "J. Doe".</summary>
    public const string Initial = "initial";

    private const int Lengths = 32;

    // Not the dot: "J. Doe". A mail address begins behind <.
    private static readonly System.Buffers.SearchValues<char> SentenceEnds = System.Buffers.SearchValues.Create("!?;<>");

    /// <summary>For the hash of each first word the place of its first entry.</summary>
    private readonly Dictionary<ulong, int> _byFirstWord = [];

    /// <summary>All entries, each with the place of the next one that begins with the same word; 0 behind the last, and nothing is at 0.</summary>
    private readonly List<(LexiconEntry Entry, int Next)> _entries = [default];

    /// <summary>For each length a bit for the first two letters of the first words that have it; most words of a text need no hash.</summary>
    private readonly ulong[] _firsts = new ulong[Lengths];

    /// <summary>A bit for the first letter of each first word.</summary>
    private uint _letters;
    private readonly List<(string Text, LexiconEntry Entry)> _unspaced = [];

    public bool IsEmpty => _byFirstWord.Count == 0 && _unspaced.Count == 0;

    public void Add(LexiconEntry entry)
    {
        if (entry.Words.Length == 0)
        {
            return;
        }

        if (Array.Exists(entry.Words, UnspacedScript.IsIn))
        {
            if (_unspaced.Count < MaximumSameStart)
            {
                _unspaced.Add((string.Concat(entry.Words), entry));
            }

            return;
        }

        var first = entry.Words[0];
        _firsts[Math.Min(first.Length, Lengths - 1)] |= Beginning(first);
        _letters |= 1u << (first[0] & 31);
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_byFirstWord, Hash(first), out _);
        var last = 0;
        var count = 0;
        for (var at = place; at != 0; at = _entries[at].Next)
        {
            if (++count == MaximumSameStart || _entries[at].Entry.Words.AsSpan().SequenceEqual(entry.Words))
            {
                return;
            }

            last = at;
        }

        if (last == 0)
        {
            place = _entries.Count;
        }
        else
        {
            _entries[last] = (_entries[last].Entry, _entries.Count);
        }

        _entries.Add((entry, 0));
    }

    public void Find(ReadOnlySpan<char> text, UnitMap units, List<LexiconHit> hits)
    {
        var words = units.WordUnits.Reader();
        while (_byFirstWord.Count > 0 && words.Next(out var start, out var at))
        {
            // In ASCII a letter has these bits in either case.
            if (text[start] < 0x80 && (_letters >> (text[start] & 31) & 1) == 0)
            {
                continue;
            }

            if (!MayStart(text[start..at]) && !(text[at - 1] is 's' or 'S' && at - start > 1 && MayStart(text[start..(at - 1)])))
            {
                continue;
            }

            var best = Best(text, start, at, out var end);
            if (best is not null)
            {
                // Leftmost, then longest: "Jane Doe, Jane" is two finds, not "Doe, Jane".
                hits.Add(new LexiconHit(start, end, best));
                words.MoveTo(end);
            }
        }

        Work.Add(text.Length + hits.Count);
        foreach (var (value, entry) in _unspaced)
        {
            Work.Add(text.Length);
            for (var from = 0; text[from..].IndexOf(value, StringComparison.Ordinal) is >= 0 and var found; from += found + value.Length)
            {
                hits.Add(new LexiconHit(from + found, from + found + value.Length, entry));
            }
        }
    }

    /// <summary>The words of a value, folded.</summary>
    public static string[] WordsOf(ReadOnlySpan<char> value)
    {
        var count = 0;
        for (var at = 0; NextWord(value, ref at, out _); )
        {
            count++;
        }

        var words = new string[count];
        var next = 0;
        for (var i = 0; i < count; i++)
        {
            NextWord(value, ref next, out var start);
            words[i] = Fold(value[start..next]);
        }

        return words;
    }

    private LexiconEntry? Best(ReadOnlySpan<char> text, int start, int wordEnd, out int end)
    {
        end = wordEnd;
        LexiconEntry? best = null;
        var word = text[start..wordEnd];
        Consider(word, 0, text, start, wordEnd, ref best, ref end);
        // "Janes Bestellung", "Grace's": the genitive belongs to the form only where it is glued on.
        if (best is null && word.Length > 3 && word[^1] is 's' or 'S')
        {
            Consider(word[..^1], 1, text, start, wordEnd, ref best, ref end);
        }

        return best;
    }

    /// <summary>False for most words with which no entry begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MayStart(ReadOnlySpan<char> word) => (_firsts[Math.Min(word.Length, Lengths - 1)] & Beginning(word)) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Beginning(ReadOnlySpan<char> word) =>
        1UL << ((Folding.Fold(word[0]) ^ (word.Length > 1 ? Folding.Fold(word[1]) * 11 : 0)) & 63);

    private void Consider(
        ReadOnlySpan<char> word,
        int suffix,
        ReadOnlySpan<char> text,
        int start,
        int wordEnd,
        ref LexiconEntry? best,
        ref int end
    )
    {
        if (!MayStart(word) || !_byFirstWord.TryGetValue(Hash(word), out var place))
        {
            return;
        }

        for (; place != 0; place = _entries[place].Next)
        {
            var entry = _entries[place].Entry;
            if (
                (suffix == 0 || (entry.Words.Length == 1 && entry.Words[0].Length >= 3 && char.IsUpper(text[start])))
                && SameWord(text[start..(wordEnd - suffix)], entry.Words[0])
                && Rest(text, start, wordEnd, entry, out var entryEnd)
                && !(entry.Reason == Swapped && text[start..entryEnd].Contains('\n'))
                && (best is null || entryEnd > end)
                && (entry.Rule != LexiconRule.Capitalized || char.IsUpper(text[start]))
            )
            {
                best = entry;
                end = entryEnd;
            }
        }
    }

    private static bool Rest(ReadOnlySpan<char> text, int first, int at, LexiconEntry entry, out int end)
    {
        var words = entry.Words;
        // A sentence ends between two names. A password or an address may hold the same signs.
        var endsAtSentence = entry.Identity.Type == PiiType.Name;
        end = at;
        for (var i = 1; i < words.Length; i++)
        {
            var next = end;
            while (next < text.Length && next - end <= MaximumGap && !IsWordUnit(text[next]))
            {
                next++;
            }

            if (
                endsAtSentence
                && words[i - 1].Length > 3
                && next - end == 2
                && text[end] == '.'
                && next < text.Length
                && char.IsUpper(text[next])
            )
            {
                // "die Packung war braun. Otto hat sie"
                return false;
            }

            if (next - end > MaximumGap || next - end < 1 || (endsAtSentence && text[end..next].ContainsAny(SentenceEnds)))
            {
                return false;
            }

            var start = next;
            var word = words[i];
            if (start + word.Length > text.Length)
            {
                return false;
            }

            while (next < text.Length && next - start <= word.Length && IsWordUnit(text[next]))
            {
                next++;
            }

            var found = text[start..next];
            var glued = i == words.Length - 1 && found.Length == word.Length + 1 && found[^1] is 's' or 'S' && word.Length >= 3;
            if (!SameWord(glued ? found[..^1] : found, word) || (next < text.Length && IsWordUnit(text[next])))
            {
                return false;
            }

            // "Judith, a new one": no initial.
            if (word.Length == 1 && entry.Reason is (Initial or Swapped) && char.IsLower(text[start]) && char.IsUpper(text[first]))
            {
                return false;
            }

            end = next;
        }

        return true;
    }

    /// <summary>The next run of letters and digits.</summary>
    public static bool NextWord(ReadOnlySpan<char> text, ref int at, out int start)
    {
        var next = at;
        while (next < text.Length && !IsWordUnit(text[next]))
        {
            next++;
        }

        start = next;
        while (next < text.Length && IsWordUnit(text[next]))
        {
            next++;
        }

        at = next;
        return next > start;
    }

    private static bool SameWord(ReadOnlySpan<char> found, string word)
    {
        if (found.Length != word.Length)
        {
            return false;
        }

        for (var i = 0; i < found.Length; i++)
        {
            if (Folding.Fold(found[i]) != word[i])
            {
                return false;
            }
        }

        return true;
    }

    private static string Fold(ReadOnlySpan<char> word) =>
        string.Create(
            word.Length,
            word,
            static (folded, source) =>
            {
                for (var i = 0; i < folded.Length; i++)
                {
                    folded[i] = Folding.Fold(source[i]);
                }
            }
        );

    /// <summary>FNV-1a over the folded units.</summary>
    internal static ulong Hash(ReadOnlySpan<char> word)
    {
        var hash = HashStart;
        foreach (var c in word)
        {
            hash = HashStep(hash, c);
        }

        return hash;
    }

    /// <summary>The hash of no unit, and what one more makes of it.</summary>
    internal const ulong HashStart = 14695981039346656037UL;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong HashStep(ulong hash, char c) => HashOn(hash, Folding.Fold(c));

    /// <summary>The same for a unit that is folded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong HashOn(ulong hash, char folded) => (hash ^ folded) * 1099511628211UL;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsWordUnit(char c) => c < 0x80 ? char.IsAsciiLetterOrDigit(c) : char.IsLetterOrDigit(c) || char.IsSurrogate(c);
}
