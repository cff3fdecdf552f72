using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Raum.Redaction;

/// <summary>Which units of a text are letters, digits and parts of words, a bit for each, and which signs it has: read once, so that detectors need not look for them one by one.</summary>
internal sealed class UnitMap
{
    private const int Block = 64;
    private readonly int _length;
    private readonly int _blocks;

    /// <summary>The bits of letters, then those of digits, then those of word units.</summary>
    private readonly ulong[] _bits;

    /// <summary>A bit for each sign of ASCII that the text has, those up to code 63 and those above.</summary>
    private ulong _lowSigns;
    private ulong _highSigns;

    private UnitMap(int length)
    {
        _length = length;
        _blocks = (length + Block - 1) / Block;
        _bits = new ulong[_blocks * 3];
    }

    /// <summary>Letters of any script.</summary>
    public UnitRuns Letters => new(_bits.AsSpan(0, _blocks), _length);

    /// <summary>The ten digits of ASCII.</summary>
    public UnitRuns Digits => new(_bits.AsSpan(_blocks, _blocks), _length);

    /// <summary>What <see cref="Lexicon.IsWordUnit"/> says.</summary>
    public UnitRuns WordUnits => new(_bits.AsSpan(_blocks * 2), _length);

    /// <summary>True where the text has this sign of ASCII, which is no letter, digit or space: most texts have few of them, and a detector that needs one need not read the others.</summary>
    public bool Has(char sign) => ((sign < Block ? _lowSigns : _highSigns) >> sign & 1) != 0;

    public static UnitMap Of(ReadOnlySpan<char> text)
    {
        var map = new UnitMap(text.Length);
        var units = MemoryMarshal.Cast<char, ushort>(text);
        var whole = text.Length / Block;
        for (var block = 0; block < whole; block++)
        {
            map.Read(ref MemoryMarshal.GetReference(units[(block * Block)..]), block);
        }

        if (whole < map._blocks)
        {
            // Nothing is a unit of any kind behind the end.
            Span<ushort> last = stackalloc ushort[Block];
            last.Clear();
            units[(whole * Block)..].CopyTo(last);
            map.Read(ref MemoryMarshal.GetReference(last), whole);
        }

        return map;
    }

    private void Read(ref ushort first, int block)
    {
        Half(ref first, out var letters, out var digits, out var others);
        Half(ref Unsafe.Add(ref first, Block / 2), out var lettersBehind, out var digitsBehind, out var othersBehind);
        var allLetters = letters | ((ulong)lettersBehind << (Block / 2));
        var allDigits = digits | ((ulong)digitsBehind << (Block / 2));
        _bits[block] = allLetters;
        _bits[_blocks + block] = allDigits;
        _bits[(_blocks * 2) + block] = allLetters | allDigits | others | ((ulong)othersBehind << (Block / 2));
    }

    private void Half(ref ushort first, out uint letters, out uint digits, out uint others)
    {
        // Units beyond ASCII become 128 or more.
        var units = Vector256.NarrowWithSaturation(
            Vector256.LoadUnsafe(ref first),
            Vector256.LoadUnsafe(ref first, (nuint)Vector256<ushort>.Count)
        );
        letters = Vector256
            .LessThan((units | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)26))
            .ExtractMostSignificantBits();
        digits = Vector256.LessThan(units - Vector256.Create((byte)'0'), Vector256.Create((byte)10)).ExtractMostSignificantBits();
        others = 0;
        var foreign = units.ExtractMostSignificantBits();
        var blanks = Vector256.LessThanOrEqual(units, Vector256.Create((byte)' ')).ExtractMostSignificantBits();
        for (var signs = ~(letters | digits | foreign | blanks); signs != 0; signs &= signs - 1)
        {
            int sign = Unsafe.Add(ref first, BitOperations.TrailingZeroCount(signs));
            _lowSigns |= sign < Block ? 1UL << sign : 0;
            _highSigns |= sign < Block ? 0 : 1UL << sign;
        }

        for (; foreign != 0; foreign &= foreign - 1)
        {
            var place = BitOperations.TrailingZeroCount(foreign);
            var unit = (char)Unsafe.Add(ref first, place);
            if (char.IsLetter(unit))
            {
                letters |= 1u << place;
            }
            else if (Lexicon.IsWordUnit(unit))
            {
                others |= 1u << place;
            }
        }
    }
}

/// <summary>The units of one kind, run by run.</summary>
internal readonly ref struct UnitRuns(ReadOnlySpan<ulong> bits, int length)
{
    private const int Block = 64;
    private readonly ReadOnlySpan<ulong> _bits = bits;

    /// <summary>All of them, in their order.</summary>
    public UnitRunReader Reader() => new(_bits, length);

    /// <summary>The next run from <paramref name="at"/> on, which ends behind it; a run around that place begins there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(ref int at, out int start)
    {
        start = First(at);
        at = start < length ? End(start) : start;
        return start < length;
    }

    /// <summary>The first such unit from a place on; the length of the text when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(int at)
    {
        var block = (uint)at / Block;
        if (block >= (uint)_bits.Length)
        {
            return length;
        }

        var rest = _bits[(int)block] >>> at;
        return rest != 0 ? at + BitOperations.TrailingZeroCount(rest) : FirstBehind((int)block);
    }

    /// <summary>How many of the next units are of this kind; at most as many as a block has are looked at.</summary>
    public int Count(int at, int next)
    {
        var block = at / Block;
        var rest = _bits[block] >>> at;
        // Shifted in two steps, so that nothing is added where the place begins a block.
        rest |= block + 1 < _bits.Length ? (_bits[block + 1] << 1) << ~at : 0;
        return BitOperations.PopCount(rest & (ulong.MaxValue >>> -next));
    }

    private int FirstBehind(int block)
    {
        while (++block < _bits.Length)
        {
            if (_bits[block] != 0)
            {
                return (block * Block) + BitOperations.TrailingZeroCount(_bits[block]);
            }
        }

        return length;
    }

    /// <summary>Where the run ends that this place is in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int End(int at)
    {
        var rest = ~_bits[at / Block] >>> at;
        return rest != 0 ? Math.Min(length, at + BitOperations.TrailingZeroCount(rest)) : EndBehind(at / Block);
    }

    private int EndBehind(int block)
    {
        while (++block < _bits.Length)
        {
            if (~_bits[block] != 0)
            {
                return Math.Min(length, (block * Block) + BitOperations.TrailingZeroCount(~_bits[block]));
            }
        }

        return length;
    }
}

/// <summary>The units of one kind, run by run, for whoever reads all of them.</summary>
internal ref struct UnitRunReader(ReadOnlySpan<ulong> bits, int length)
{
    private const int Block = 64;
    private readonly ReadOnlySpan<ulong> _bits = bits;
    private int _block = -1;

    /// <summary>What is left of the block.</summary>
    private ulong _rest;

    /// <summary>The next run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(out int start, out int end)
    {
        while (_rest == 0)
        {
            if (++_block >= _bits.Length)
            {
                (start, end) = (length, length);
                return false;
            }

            _rest = _bits[_block];
        }

        var first = BitOperations.TrailingZeroCount(_rest);
        // Where the run ends: the carry goes through it.
        var behind = _rest + (1UL << first);
        _rest &= behind;
        start = (_block * Block) + first;
        end = behind == 0 ? EndBehind() : (_block * Block) + BitOperations.TrailingZeroCount(behind);
        return true;
    }

    /// <summary>Goes on at a place that is not before the end of the last run; a run around it begins there.</summary>
    public void MoveTo(int at)
    {
        _block = at / Block;
        _rest = _block < _bits.Length ? _bits[_block] & (ulong.MaxValue << at) : 0;
    }

    /// <summary>A run to the end of its block goes on in the next one.</summary>
    private int EndBehind()
    {
        while (++_block < _bits.Length)
        {
            _rest = _bits[_block];
            if (_rest != ulong.MaxValue)
            {
                var end = BitOperations.TrailingZeroCount(~_rest);
                _rest &= ulong.MaxValue << end;
                return Math.Min(length, (_block * Block) + end);
            }
        }

        _rest = 0;
        return length;
    }
}
