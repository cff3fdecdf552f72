namespace Raum.Masking.Names;

/// <summary>The features that stand in the texts of training, numbered.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<uint, int> _numbers = [];

    public Vocabulary(IEnumerable<Stretch> stretches)
    {
        var features = new HashSet<uint>(stretches.SelectMany(stretch => stretch.Features).SelectMany(word => word));
        Features = [.. features.Order()];
        for (var i = 0; i < Features.Count; i++)
        {
            _numbers[Features[i]] = i;
        }
    }

    /// <summary>The features; the number of each is its place.</summary>
    public IReadOnlyList<uint> Features { get; }

    /// <summary>The numbers of the features of each word of a stretch.</summary>
    public int[][] NumbersOf(Stretch stretch) => [.. stretch.Features.Select(word => word.Select(feature => _numbers[feature]).ToArray())];
}
