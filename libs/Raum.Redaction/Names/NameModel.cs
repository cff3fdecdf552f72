using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Raum.Redaction;

/// <summary>The weights of the name model: for each row what it says for "outside", "first word" and "further word" of a name.</summary>
/// <remarks>
/// A linear-chain conditional random field. The shipped files hold one signed byte for a weight; several files add up
/// (<c>Data/SOURCES.md</c> says why there are two). Read in a few milliseconds, about 3 MB of memory.
/// </remarks>
internal sealed class NameModel
{
    public const int RowBits = 19;
    public const int Rows = 1 << RowBits;
    public const int Tags = 3;
    private const uint Magic = 0x314D4E52; // "RNM1"
    private const int HeaderLength = 8 + (Tags * Tags * 4);

    /// <summary>Added to each weight, so that none is negative.</summary>
    private const int Bias = 256;
    private const int LaneBits = 10;
    private const uint LaneMask = (1u << LaneBits) - 1;

    // Three weights a row, 10 bits each, with the bias: two megabytes stay in a processor's cache where four do not.
    private readonly uint[] _weights;

    private NameModel(int shift)
    {
        Shift = shift;
        _weights = new uint[Rows >> shift];
        Array.Fill(_weights, Bias | ((uint)Bias << LaneBits) | ((uint)Bias << (2 * LaneBits)));
    }

    /// <summary>How many bits fewer its rows have than those of the largest model.</summary>
    public int Shift { get; }

    /// <summary>What one unit of a weight is worth.</summary>
    public float Scale { get; private set; } = 1;

    /// <summary>What it says that one tag follows another, by <c>before * Tags + after</c>.</summary>
    public float[] Steps { get; } = new float[Tags * Tags];

    /// <summary>The same as shares: what <see cref="Steps"/> says, to the power of e; 0 for what cannot be.</summary>
    public float[] Ways { get; } = new float[Tags * Tags];

    /// <summary>The shipped model of people's names.</summary>
    public static NameModel Shipped { get; } = Load(0, "names.model", "names-sharealike.model");

    /// <summary>The shipped model of postal addresses: a quarter of the rows.</summary>
    public static NameModel Addresses { get; } = Load(AddressShift, "addresses.model");

    /// <summary>How many bits fewer the rows of the address model have.</summary>
    public const int AddressShift = 2;

    /// <summary>Asks for the weights of some rows, so that they are near when they are added up.</summary>
    public void Fetch(ReadOnlySpan<int> rows)
    {
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        var mask = _weights.Length - 1;
        foreach (var row in rows)
        {
            Ahead.Fetch(ref Unsafe.Add(ref weights, row & mask));
        }
    }

    /// <summary>Adds up the weights of some rows, at most <see cref="NameFeatures.Most"/>, as <see cref="NameFeatures.Collect"/> gives them for <see cref="Shift"/>.</summary>
    public void Sum(ReadOnlySpan<int> rows, out float outside, out float first, out float further)
    {
        // Lanes run over into each other in the sum of all, never in that of the outer two: a weight is below 2 * Bias and there are at most 64 rows,
        // so a lane's sum has 16 bits at most. The difference is the one between.
        const uint Outer = LaneMask | (LaneMask << (2 * LaneBits));
        var outer = 0UL;
        var all = 0UL;
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        var mask = _weights.Length - 1;
        var next = 0;
        for (; next + 1 < rows.Length; next += 2)
        {
            // The mask keeps every row inside, whatever was asked: no check is needed. Two weights fit into a lane.
            ulong packed = Unsafe.Add(ref weights, rows[next] & mask) + Unsafe.Add(ref weights, rows[next + 1] & mask);
            outer += packed & Outer;
            all += packed;
        }

        if (next < rows.Length)
        {
            ulong packed = Unsafe.Add(ref weights, rows[next] & mask);
            outer += packed & Outer;
            all += packed;
        }

        var none = rows.Length * Bias;
        outside = ((int)(outer & 0xFFFF) - none) * Scale;
        first = ((int)((all - outer) >> LaneBits) - none) * Scale;
        further = ((int)(outer >> (2 * LaneBits)) - none) * Scale;
    }

    /// <summary>A model of some parts, each as <see cref="Write"/> made it. The first part's scale holds for all.</summary>
    /// <exception cref="InvalidDataException">A part is no model of this build.</exception>
    public static NameModel Of(IEnumerable<byte[]> parts, int shift = 0)
    {
        var model = new NameModel(shift);
        foreach (var part in parts)
        {
            model.Add(part);
        }

        for (var i = 0; i < model.Ways.Length; i++)
        {
            model.Ways[i] = i == (ChainTagger.Outside * Tags) + ChainTagger.Further ? 0 : MathF.Exp(Math.Clamp(model.Steps[i], -30, 30));
        }

        return model;
    }

    /// <summary>The bytes of a part.</summary>
    public static byte[] Write(ReadOnlySpan<sbyte> weights, float scale, ReadOnlySpan<float> steps)
    {
        var bytes = new byte[HeaderLength + weights.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4), scale);
        for (var i = 0; i < steps.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(8 + (i * 4)), steps[i]);
        }

        for (var i = 0; i < weights.Length; i++)
        {
            bytes[HeaderLength + i] = (byte)weights[i];
        }

        return bytes;
    }

    private void Add(byte[] part)
    {
        if (part.Length != HeaderLength + (_weights.Length * Tags) || BinaryPrimitives.ReadUInt32LittleEndian(part) != Magic)
        {
            throw new InvalidDataException("Not a name model of this build.");
        }

        Scale = BinaryPrimitives.ReadSingleLittleEndian(part.AsSpan(4));
        for (var i = 0; i < Steps.Length; i++)
        {
            Steps[i] += BinaryPrimitives.ReadSingleLittleEndian(part.AsSpan(8 + (i * 4)));
        }

        var weights = MemoryMarshal.Cast<byte, sbyte>(part.AsSpan(HeaderLength));
        for (var row = 0; row < _weights.Length; row++)
        {
            // Two parts of one byte each stay within the bias.
            var at = row * Tags;
            var packed = unchecked((uint)weights[at] + ((uint)weights[at + 1] << LaneBits) + ((uint)weights[at + 2] << (2 * LaneBits)));
            _weights[row] = unchecked(_weights[row] + packed);
        }
    }

    private static NameModel Load(int shift, params string[] names)
    {
        var parts = new List<byte[]>();
        foreach (var name in names)
        {
            using var stream = typeof(NameModel).Assembly.GetManifestResourceStream(name);
            if (stream is not null)
            {
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                parts.Add(bytes);
            }
        }

        return Of(parts, shift);
    }
}
