namespace Raum.Keys;

/// <summary>Keys that were opened with a data key, such as those of the audit log: for a minute at the most, and bounded in number (KEY-5). What leaves is disposed of, which zeroes it.</summary>
/// <remarks>A timer clears it, so that an idle process holds no key for longer either.</remarks>
public sealed class OpenedKeys<TId, TKey> : IDisposable
    where TId : notnull
    where TKey : class, IDisposable
{
    /// <summary>How many are kept; beyond it the oldest tenth goes.</summary>
    public const int Most = 10_000;

    private static readonly TimeSpan Often = KeysOptions.DerivedFor / 10;
    private static readonly TimeSpan KeepFor = KeysOptions.DerivedFor - Often;

    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Dictionary<TId, (TKey Key, DateTimeOffset Until)> _keys = [];
    private readonly Lock _gate = new();

    public OpenedKeys(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(_ => Trim(), null, Often, Often);
    }

    public TKey? Find(TId id)
    {
        lock (_gate)
        {
            return _keys.TryGetValue(id, out var entry) && _clock.GetUtcNow() < entry.Until ? entry.Key : null;
        }
    }

    /// <summary>Keeps a key that was opened.</summary>
    /// <returns>The key to use: this one, or the one that somebody else kept meanwhile; then this one is disposed of.</returns>
    public TKey Keep(TId id, TKey key)
    {
        lock (_gate)
        {
            Trim();
            if (_keys.TryGetValue(id, out var present))
            {
                key.Dispose();
                return present.Key;
            }

            _keys[id] = (key, _clock.GetUtcNow() + KeepFor);
            return key;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            Remove([.. _keys.Keys]);
        }
    }

    private void Trim()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            Remove([.. _keys.Where(entry => entry.Value.Until <= now).Select(entry => entry.Key)]);
            if (_keys.Count >= Most)
            {
                Remove([.. _keys.OrderBy(entry => entry.Value.Until).Take(Most / 10).Select(entry => entry.Key)]);
            }
        }
    }

    private void Remove(List<TId> ids)
    {
        foreach (var id in ids)
        {
            _keys.Remove(id, out var entry);
            entry.Key.Dispose();
        }
    }
}
