using Microsoft.Extensions.Options;
using Raum.Core;

namespace Raum.Keys;

/// <summary>Unwrapped data keys of this process, bounded in time (KEY-5: at most 5 minutes) and count. What leaves it is zeroed.</summary>
/// <remarks>A timer clears it, so that an idle process holds no key for longer either.</remarks>
internal sealed class DataKeyCache : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly KeysOptions _options;
    private readonly ITimer _timer;
    private readonly Dictionary<(OrganizationId, Guid), DataKey> _byId = [];
    private readonly Dictionary<(OrganizationId, string), DataKey> _current = [];
    private readonly Lock _lock = new();

    public DataKeyCache(TimeProvider clock, IOptions<KeysOptions> options)
    {
        _clock = clock;
        _options = options.Value;
        var often = _options.CacheFor / 10;
        _timer = clock.CreateTimer(_ => Trim(), null, often, often);
    }

    public DataKey? Find(OrganizationId organization, Guid id)
    {
        lock (_lock)
        {
            return _byId.TryGetValue((organization, id), out var key) && IsFresh(key) ? key : null;
        }
    }

    /// <summary>The key that seals now.</summary>
    public DataKey? FindCurrent(OrganizationId organization, string purpose)
    {
        lock (_lock)
        {
            return _current.TryGetValue((organization, purpose), out var key) && IsFresh(key) ? key : null;
        }
    }

    /// <summary>Keeps a key that was loaded, and makes it the one that seals when it came with nonces.</summary>
    /// <returns>The key to use: this one, or the one that somebody else kept meanwhile, which seals and must not be replaced by one that cannot.</returns>
    public DataKey Keep(OrganizationId organization, DataKey key, bool current)
    {
        lock (_lock)
        {
            Trim();
            if (!current && _byId.TryGetValue((organization, key.Id), out var present))
            {
                key.Destroy();
                return present;
            }

            if (_byId.Remove((organization, key.Id), out var old))
            {
                old.Destroy();
            }

            _byId[(organization, key.Id)] = key;
            if (current)
            {
                _current[(organization, key.Purpose)] = key;
            }

            return key;
        }
    }

    /// <summary>No key but this one seals any more; the others still open.</summary>
    public void Retire(OrganizationId organization, string purpose, Guid newest)
    {
        lock (_lock)
        {
            if (_current.TryGetValue((organization, purpose), out var current) && current.Id != newest)
            {
                _current.Remove((organization, purpose));
            }
        }
    }

    /// <summary>Forgets the keys of an organization at once.</summary>
    public void Forget(OrganizationId organization)
    {
        lock (_lock)
        {
            Remove(_byId.Where(entry => entry.Key.Item1 == organization).Select(entry => entry.Key).ToList());
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            Remove([.. _byId.Keys]);
        }
    }

    private bool IsFresh(DataKey key) => _clock.GetUtcNow() - key.LoadedAt < _options.CacheFor;

    /// <summary>Drops what is too old; when there is still no room, the oldest tenth.</summary>
    internal void Trim()
    {
        lock (_lock)
        {
            Remove([.. _byId.Where(entry => !IsFresh(entry.Value)).Select(entry => entry.Key)]);
            if (_byId.Count >= _options.CacheSize)
            {
                Remove([.. _byId.OrderBy(entry => entry.Value.LoadedAt).Take((_byId.Count / 10) + 1).Select(entry => entry.Key)]);
            }
        }
    }

    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _byId.Count;
            }
        }
    }

    private void Remove(List<(OrganizationId Organization, Guid Id)> ids)
    {
        foreach (var id in ids)
        {
            var key = _byId[id];
            _byId.Remove(id);
            if (_current.TryGetValue((id.Organization, key.Purpose), out var current) && ReferenceEquals(current, key))
            {
                _current.Remove((id.Organization, key.Purpose));
            }

            key.Destroy();
        }
    }
}
