using System.Globalization;

namespace Raum.Proofs.Export;

/// <summary>Indexes of entries as text: <c>3-9,12</c>.</summary>
public sealed class IndexRanges
{
    private readonly List<(long First, long Last)> _ranges = [];

    private IndexRanges() { }

    /// <param name="indexes">In ascending order.</param>
    public static IndexRanges Of(IEnumerable<long> indexes)
    {
        var ranges = new IndexRanges();
        foreach (var index in indexes)
        {
            if (ranges._ranges is [.., var last] && last.Last + 1 == index)
            {
                ranges._ranges[^1] = (last.First, index);
            }
            else
            {
                ranges._ranges.Add((index, index));
            }
        }

        return ranges;
    }

    /// <returns>Null when the text is none; ranges ascend and do not touch each other's entries.</returns>
    public static IndexRanges? Parse(string text)
    {
        var ranges = new IndexRanges();
        var previous = -1L;
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (
                ends.Length > 2
                || Number(ends[0]) is not { } first
                || Number(ends[^1]) is not { } last
                || last < first
                || first <= previous
            )
            {
                return null;
            }

            ranges._ranges.Add((first, last));
            previous = last;
        }

        return ranges;
    }

    /// <summary>The highest index; -1 when there is none.</summary>
    public long Last => _ranges.Count == 0 ? -1 : _ranges[^1].Last;

    public bool Contains(long index)
    {
        // The last range that begins at or before it.
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ranges[middle].First <= index ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && index <= _ranges[low - 1].Last;
    }

    public override string ToString() =>
        string.Join(',', _ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"));

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
