using System.Collections.Concurrent;
using Raum.Core;
using Raum.Organizations.ApiKeys;

namespace Raum.Http.Authentication;

/// <summary>Notes when a key was last used, at most once a minute for each, and never in a request's way.</summary>
internal sealed class KeyUse(ApiKeys keys, TimeProvider clock)
{
    private const int MaxKeys = 50_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ApiKeyId, DateTimeOffset> _noted = new();

    public void Note(ApiKeyIdentity key)
    {
        var now = clock.GetUtcNow();
        if (_noted.TryGetValue(key.Id, out var last) && now - last < Interval)
        {
            return;
        }

        if (_noted.Count >= MaxKeys)
        {
            _noted.Clear();
        }

        _noted[key.Id] = now;
        _ = NoteAsync(key);
    }

    private async Task NoteAsync(ApiKeyIdentity key)
    {
        try
        {
            await keys.TouchAsync(key, CancellationToken.None);
        }
#pragma warning disable CA1031 // nobody waits for this, and the next use tries again
        catch (Exception)
        {
            _noted.TryRemove(key.Id, out _);
        }
#pragma warning restore CA1031
    }
}
