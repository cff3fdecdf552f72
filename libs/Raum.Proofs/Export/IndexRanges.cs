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

    /// <returns>Null when the text is none.</returns>
    public static IndexRanges? Parse(string text)
    {
        var ranges = new IndexRanges();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || Number(ends[0]) is not { } first || Number(ends[^1]) is not { } last || last < first)
            {
                return null;
            }

            ranges._ranges.Add((first, last));
        }

        return ranges;
    }

    public bool Contains(long index) => _ranges.Exists(range => index >= range.First && index <= range.Last);

    public override string ToString() =>
        string.Join(',', _ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"));

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
