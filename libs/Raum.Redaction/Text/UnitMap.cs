using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Raum.Redaction;

/// <summary>Which units of a text are letters, digits and parts of words, a bit for each: read once, so that detectors need not look for them one by one.</summary>
internal sealed class UnitMap
{
    private const int Block = 64;
    private readonly int _length;
    private readonly int _blocks;

    /// <summary>The bits of letters, then those of digits, then those of word units.</summary>
    private readonly ulong[] _bits;

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

    private static void Half(ref ushort first, out uint letters, out uint digits, out uint others)
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
        for (var foreign = units.ExtractMostSignificantBits(); foreign != 0; foreign &= foreign - 1)
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
