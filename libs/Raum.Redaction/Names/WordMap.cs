namespace Raum.Redaction;

/// <summary>At which words of a text some rules may find something, a bit for each: read once, so that these rules pass over the others unseen.</summary>
internal sealed class WordMap
{
    private const int Block = 64;
    private readonly int _length;
    private readonly int _blocks;

    /// <summary>The bits of cues, then those of joints, of line ends and of names.</summary>
    private readonly ulong[] _bits;

    private WordMap(ReadOnlySpan<Word> words)
    {
        _length = words.Length;
        _blocks = (words.Length + Block - 1) / Block;
        _bits = new ulong[_blocks * 4];
        for (var block = 0; block < _blocks; block++)
        {
            Read(words[(block * Block)..], block);
        }
    }

    /// <summary>Where <see cref="CuedNames"/> may find something.</summary>
    public UnitRuns Cues => new(_bits.AsSpan(0, _blocks), _length);

    /// <summary>Commas and slashes.</summary>
    public UnitRuns Joints => new(_bits.AsSpan(_blocks, _blocks), _length);

    public UnitRuns LineEnds => new(_bits.AsSpan(_blocks * 2, _blocks), _length);

    /// <summary>Where <see cref="ListedNameDetector"/> may find something.</summary>
    public UnitRuns Names => new(_bits.AsSpan(_blocks * 3), _length);

    public static WordMap Of(ReadOnlySpan<Word> words) => new(words);

    private void Read(ReadOnlySpan<Word> words, int block)
    {
        var (cues, joints, lineEnds, names) = (0ul, 0ul, 0ul, 0ul);
        for (var i = 0; i < words.Length && i < Block; i++)
        {
            var bit = 1ul << i;
            ref readonly var word = ref words[i];
            switch (word.Shape)
            {
                case WordShape.Lower:
                    var next = i + 1 < words.Length && words[i + 1].Shape == WordShape.Sign ? words[i + 1].Key : 0;
                    cues |= next == '(' || CuedNames.MayBeginAt(word) ? bit : 0;
                    names |= next is '\'' or '’' || ListedNameDetector.MayBeginAt(word) ? bit : 0;
                    break;
                case WordShape.Title:
                    cues |= bit;
                    names |= bit;
                    break;
                case WordShape.Sign:
                    joints |= word.Key is ',' or '/' ? bit : 0;
                    cues |= word.Key == '<' ? bit : 0;
                    break;
                case WordShape.LineEnd:
                    lineEnds |= bit;
                    break;
                case WordShape.Digits or WordShape.Value:
                    break;
                default:
                    cues |= CuedNames.MayBeginAt(word) ? bit : 0;
                    names |= bit;
                    break;
            }
        }

        _bits[block] = cues;
        _bits[_blocks + block] = joints;
        _bits[(_blocks * 2) + block] = lineEnds;
        _bits[(_blocks * 3) + block] = names;
    }
}
