namespace Raum.Redaction;

/// <summary>For each unit of a rewritten text the place in the original that it stands for; kept where these do not go on one by one.</summary>
internal sealed class OriginMap
{
    private readonly List<(int Index, int Origin)> _breaks = [(0, 0)];

    /// <summary>Notes where a unit comes from. Units come in their order; one that comes again takes the place of what stood there and behind it.</summary>
    public void Add(int index, int origin)
    {
        while (_breaks.Count > 1 && _breaks[^1].Index >= index)
        {
            _breaks.RemoveAt(_breaks.Count - 1);
        }

        var (from, start) = _breaks[^1];
        if (start + index - from != origin)
        {
            _breaks.Add((index, origin));
        }
    }

    public int Of(int index)
    {
        var (first, last) = (0, _breaks.Count - 1);
        while (first < last)
        {
            var middle = (first + last + 1) / 2;
            (first, last) = _breaks[middle].Index <= index ? (middle, last) : (first, middle - 1);
        }

        return _breaks[first].Origin + index - _breaks[first].Index;
    }
}
