using System.Collections.Concurrent;
using System.Globalization;

namespace Raum.Load;

/// <summary>Latencies of one scenario, and what became of its requests.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentBag<double> _milliseconds = [];
    private readonly ConcurrentDictionary<string, int> _results = new(StringComparer.Ordinal);

    public int Count => _milliseconds.Count;

    /// <summary>Requests by result, such as a status code.</summary>
    public IReadOnlyDictionary<string, int> Results => _results;

    public void Add(TimeSpan elapsed, string result)
    {
        _milliseconds.Add(elapsed.TotalMilliseconds);
        _results.AddOrUpdate(result, 1, (_, count) => count + 1);
    }

    /// <returns>Milliseconds; NaN when nothing was measured.</returns>
    public double Percentile(double percent)
    {
        var sorted = _milliseconds.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(percent / 100 * sorted.Length) - 1];
    }

    public string Columns() =>
        string.Create(CultureInfo.InvariantCulture, $"{Percentile(50), 8:F1} {Percentile(95), 8:F1} {Percentile(99), 8:F1}");

    public string ResultsText() =>
        string.Join(
            ", ",
            _results.OrderBy(result => result.Key, StringComparer.Ordinal).Select(result => $"{result.Value} × {result.Key}")
        );
}
