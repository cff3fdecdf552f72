using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Raum.Redaction;

/// <summary>The weights of a model: for each feature what it says for "outside", "first word" and "further word" of a find.</summary>
/// <remarks>
/// A linear-chain conditional random field. A table of rows, one feature each at most: a feature's hash tells the row, and the row tells by eight more bits
/// whether it is this feature's. So a feature that training never saw, or did not keep, says nothing instead of what another one says.
/// Loaded in a few milliseconds as it lies in the file.
/// </remarks>
internal sealed class NameModel
{
    public const int Tags = 3;
    private const uint Magic = 0x324D4E52; // "RNM2"
    private const int HeaderLength = 8 + (Tags * Tags * 4);

    /// <summary>Added to each weight, so that none is negative.</summary>
    private const int Bias = 128;

    /// <summary>A row that says nothing: three weights of nothing above the eight bits that tell features apart.</summary>
    private const uint Nothing = (Bias << 8) | (Bias << 16) | ((uint)Bias << 24);

    /// <summary>The first and the last of the three weights, moved down by eight bits.</summary>
    private const uint Outer = 0x00FF00FF;

    private readonly uint[] _rows;
    private readonly int _unused;

    private NameModel(uint[] rows, float scale, ReadOnlySpan<float> steps)
    {
        _rows = rows;
        _unused = 32 - BitOperations.Log2((uint)rows.Length);
        Scale = scale;
        steps.CopyTo(Steps);
        for (var i = 0; i < Ways.Length; i++)
        {
            Ways[i] = i == (ChainTagger.Outside * Tags) + ChainTagger.Further ? 0 : MathF.Exp(Math.Clamp(Steps[i], -30, 30));
        }
    }

    /// <summary>What one unit of a weight is worth.</summary>
    public float Scale { get; }

    /// <summary>What it says that one tag follows another, by <c>before * Tags + after</c>.</summary>
    public float[] Steps { get; } = new float[Tags * Tags];

    /// <summary>The same as shares: what <see cref="Steps"/> says, to the power of e; 0 for what cannot be.</summary>
    public float[] Ways { get; } = new float[Tags * Tags];

    /// <summary>The shipped model of people's names; the one that was learned from free texts alone where the other is not there (<c>Data/SOURCES.md</c>).</summary>
    public static NameModel Shipped { get; } = Load("names-sharealike.model", "names.model");

    /// <summary>The shipped model of postal addresses.</summary>
    public static NameModel Addresses { get; } = Load("addresses.model");

    /// <summary>A model that knows nothing.</summary>
    public static NameModel Empty { get; } = new([Nothing, Nothing], 1, new float[Tags * Tags]);

    /// <summary>Asks for the weights of some features, so that they are near when they are added up.</summary>
    public void Fetch(ReadOnlySpan<uint> features)
    {
        ref var rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        foreach (var feature in features)
        {
            Ahead.Fetch(ref Unsafe.Add(ref rows, feature >> _unused));
        }
    }

    /// <summary>Adds up the weights of some features, at most <see cref="NameFeatures.Most"/>, as <see cref="NameFeatures.Collect"/> gives them.</summary>
    /// <param name="scratch">Room for as many rows as there are features.</param>
    public void Sum(ReadOnlySpan<uint> features, Span<uint> scratch, out float outside, out float first, out float further)
    {
        var rows = scratch[..features.Length];
        ref var table = ref MemoryMarshal.GetArrayDataReference(_rows);
        for (var i = 0; i < rows.Length; i++)
        {
            // As many bits as the table has rows are left of the hash: no check is needed.
            rows[i] = Unsafe.Add(ref table, features[i] >> _unused);
        }

        // At most 64 weights of eight bits: a lane of sixteen holds their sum.
        var outer = Vector256<uint>.Zero;
        var inner = Vector256<uint>.Zero;
        var at = 0;
        for (; at + Vector256<uint>.Count <= rows.Length; at += Vector256<uint>.Count)
        {
            var row = Vector256.Create<uint>(rows[at..]);
            var others = (row ^ Vector256.Create(features[at..])) & Vector256.Create(0xFFu);
            row = Vector256.ConditionalSelect(Vector256.Equals(others, Vector256<uint>.Zero), row, Vector256.Create(Nothing));
            outer += (row >>> 8) & Vector256.Create(Outer);
            inner += (row >>> 16) & Vector256.Create(0xFFu);
        }

        var (outerSum, innerSum) = (Vector256.Sum(outer), Vector256.Sum(inner));
        for (; at < rows.Length; at++)
        {
            var row = (byte)rows[at] == (byte)features[at] ? rows[at] : Nothing;
            outerSum += (row >> 8) & Outer;
            innerSum += (row >> 16) & 0xFF;
        }

        var none = features.Length * Bias;
        outside = ((int)(outerSum & 0xFFFF) - none) * Scale;
        first = ((int)innerSum - none) * Scale;
        further = ((int)(outerSum >> 16) - none) * Scale;
    }

    /// <summary>A model as <see cref="Write"/> made it.</summary>
    /// <exception cref="InvalidDataException">It is no model of this build.</exception>
    public static NameModel Of(ReadOnlySpan<byte> file)
    {
        var rows = (file.Length - HeaderLength) / sizeof(uint);
        if (
            rows < 2
            || !BitOperations.IsPow2(rows)
            || file.Length != HeaderLength + (rows * sizeof(uint))
            || BinaryPrimitives.ReadUInt32LittleEndian(file) != Magic
        )
        {
            throw new InvalidDataException("Not a name model of this build.");
        }

        var steps = new float[Tags * Tags];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = BinaryPrimitives.ReadSingleLittleEndian(file[(8 + (i * 4))..]);
        }

        var table = new uint[rows];
        MemoryMarshal.Cast<byte, uint>(file[HeaderLength..]).CopyTo(table);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(table, table);
        }

        return new NameModel(table, BinaryPrimitives.ReadSingleLittleEndian(file[4..]), steps);
    }

    /// <summary>The file of a model.</summary>
    /// <param name="features">The features and their weights, the more important ones first: they get the rows that others would have, too.</param>
    /// <param name="bits">The table has two to the power of this many rows.</param>
    public static byte[] Write(
        IEnumerable<(uint Feature, sbyte Outside, sbyte First, sbyte Further)> features,
        int bits,
        float scale,
        ReadOnlySpan<float> steps
    )
    {
        var rows = new uint[1 << bits];
        var taken = new bool[1 << bits];
        Array.Fill(rows, Nothing);
        foreach (var (feature, outside, first, further) in features)
        {
            var row = feature >> (32 - bits);
            if (!taken[row])
            {
                taken[row] = true;
                rows[row] = (byte)feature | ((uint)(outside + Bias) << 8) | ((uint)(first + Bias) << 16) | ((uint)(further + Bias) << 24);
            }
        }

        var bytes = new byte[HeaderLength + (rows.Length * sizeof(uint))];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4), scale);
        for (var i = 0; i < steps.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(8 + (i * 4)), steps[i]);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(HeaderLength + (i * sizeof(uint))), rows[i]);
        }

        return bytes;
    }

    private static NameModel Load(params string[] names)
    {
        foreach (var name in names)
        {
            using var stream = typeof(NameModel).Assembly.GetManifestResourceStream(name);
            if (stream is not null)
            {
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return Of(bytes);
            }
        }

        return Empty;
    }
}
