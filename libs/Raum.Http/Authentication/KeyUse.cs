using System.Collections.Concurrent;
using Raum.Core;
using Raum.Organizations.ApiKeys;

namespace Raum.Http.Authentication;

/// <summary>Counts the uses of keys and notes them, at most once a minute for each, and never in a request's way. What is not noted yet is noted when the host leaves.</summary>
internal sealed class KeyUse : IAsyncDisposable
{
    private const int MaxKeys = 50_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ApiKeyId, Uses> _uses = new();
    private readonly ApiKeys _keys;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;

    public KeyUse(ApiKeys keys, TimeProvider clock)
    {
        _keys = keys;
        _clock = clock;
        _timer = clock.CreateTimer(_ => _ = FlushAsync(), null, Interval, Interval);
    }

    public void Note(ApiKeyIdentity key)
    {
        if (_uses.Count >= MaxKeys)
        {
            Forget();
        }

        var uses = _uses.AddOrUpdate(key.Id, _ => new Uses(key, 1, default), (_, known) => known with { Count = known.Count + 1 });
        if (_clock.GetUtcNow() - uses.NotedAt >= Interval)
        {
            _ = NoteAsync(key.Id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await FlushAsync();
    }

    private async Task FlushAsync()
    {
        foreach (var (id, uses) in _uses)
        {
            if (uses.Count > 0)
            {
                await NoteAsync(id);
            }
        }
    }

    private async Task NoteAsync(ApiKeyId id)
    {
        while (_uses.TryGetValue(id, out var uses) && uses.Count > 0)
        {
            if (!_uses.TryUpdate(id, uses with { Count = 0, NotedAt = _clock.GetUtcNow() }, uses))
            {
                continue; // used meanwhile
            }

            try
            {
                if ((await _keys.TouchAsync(uses.Key, uses.Count, CancellationToken.None)).Succeeded)
                {
                    return;
                }
            }
#pragma warning disable CA1031 // nobody waits for this, and the next minute tries again
            catch (Exception)
#pragma warning restore CA1031
            {
                // As below.
            }

            _uses.AddOrUpdate(id, uses, (_, known) => known with { Count = known.Count + uses.Count });
            return;
        }
    }

    private void Forget()
    {
        foreach (var entry in _uses.Where(entry => entry.Value.Count == 0))
        {
            _uses.TryRemove(entry);
        }
    }

    private sealed record Uses(ApiKeyIdentity Key, long Count, DateTimeOffset NotedAt);
}
