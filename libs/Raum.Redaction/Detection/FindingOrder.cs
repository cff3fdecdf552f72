using System.Buffers;
using System.Runtime.InteropServices;

namespace Raum.Redaction;

/// <summary>Orders of finds, and a sort for lists that several detectors filled one after the other, each in the order of the text.</summary>
/// <remarks>A natural merge sort: linear where a list stands in order, O(n log k) for k stretches that do. Finds that compare as equal stay as they stood.</remarks>
internal static class FindingOrder
{
    public static readonly Comparison<Finding> ByStart = static (a, b) => a.Start.CompareTo(b.Start);

    public static readonly Comparison<Finding> LongestFirst = static (a, b) =>
        a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length);

    public static void Sort(List<Finding> findings, Comparison<Finding> order)
    {
        var all = CollectionsMarshal.AsSpan(findings);
        Finding[]? rented = null;
        for (var first = End(all, 0, order); first < all.Length; first = End(all, 0, order))
        {
            // Neighbours are merged, two by two, so that each round halves the stretches.
            rented ??= ArrayPool<Finding>.Shared.Rent(all.Length);
            var (from, middle) = (0, first);
            while (middle < all.Length)
            {
                var end = End(all, middle, order);
                Merge(all[from..end], middle - from, rented, order);
                from = end;
                middle = from < all.Length ? End(all, from, order) : from;
            }
        }

        if (rented is not null)
        {
            ArrayPool<Finding>.Shared.Return(rented, clearArray: true);
        }
    }

    /// <summary>Where the stretch ends that begins here and stands in order.</summary>
    private static int End(ReadOnlySpan<Finding> all, int start, Comparison<Finding> order)
    {
        var at = start + 1;
        while (at < all.Length && order(all[at - 1], all[at]) <= 0)
        {
            at++;
        }

        return Math.Min(at, all.Length);
    }

    private static void Merge(Span<Finding> both, int middle, Span<Finding> room, Comparison<Finding> order)
    {
        var left = room[..middle];
        both[..middle].CopyTo(left);
        var (one, other, to) = (0, middle, 0);
        while (one < left.Length && other < both.Length)
        {
            both[to++] = order(left[one], both[other]) <= 0 ? left[one++] : both[other++];
        }

        left[one..].CopyTo(both[to..]);
    }
}
