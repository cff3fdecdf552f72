using System.Collections.Concurrent;
using Raum.Core;

namespace Raum.Data.Changes;

/// <summary>Rows that are kept in memory until Postgres says that they changed, and for a few seconds at the longest.</summary>
/// <remarks>
/// A change is seen within the milliseconds that its notice takes. The time limit is for a notice that is lost without the connection knowing. Bounded, and what
/// does not exist is not kept: nobody fills memory by asking for what he made up.
/// </remarks>
/// <param name="ownerOf">The organization whose changes end a value.</param>
public sealed class Kept<TKey, TValue>(ChangeFeed changes, TimeProvider clock, Func<TKey, TValue, OrganizationId> ownerOf)
    where TKey : notnull
{
    /// <summary>How old a value can be when a notice was lost.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private const int MaxEntries = 20_000;

    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();

    /// <summary>The value that is kept, or the one that is read now. Failures are not kept.</summary>
    public async ValueTask<Outcome<TValue>> GetAsync(
        TKey key,
        Func<TKey, CancellationToken, Task<Outcome<TValue>>> read,
        CancellationToken cancellationToken
    )
    {
        if (_entries.TryGetValue(key, out var entry))
        {
            if (clock.GetElapsedTime(entry.ReadAt) < Longest && changes.StandsSince(entry.Mark, ownerOf(key, entry.Value)))
            {
                return entry.Value;
            }

            _entries.TryRemove(new(key, entry));
        }

        // Before the read: a change that comes while it is under way voids it.
        var (mark, readAt) = (changes.Mark(), clock.GetTimestamp());
        var value = await read(key, cancellationToken);
        if (!value.Succeeded || !changes.StandsSince(mark, ownerOf(key, value.Value)))
        {
            return value;
        }

        if (_entries.Count >= MaxEntries)
        {
            _entries.Clear();
        }

        _entries[key] = new Entry(value.Value, mark, readAt);
        return value;
    }

    private sealed record Entry(TValue Value, long Mark, long ReadAt);
}
