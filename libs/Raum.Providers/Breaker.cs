using System.Collections.Concurrent;
using Raum.Core;

namespace Raum.Providers;

/// <summary>Leaves a failing provider alone for a while, for each organization on its own: one organization's bad day is nobody else's.</summary>
/// <remarks>In memory of this process. Entries exist only for providers that failed last; a success removes them.</remarks>
internal sealed class Breaker(TimeProvider clock, int failures, TimeSpan openFor)
{
    // A Retry-After longer than this is obeyed by the queue, not by every other job of the organization.
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Key, State> _states = new();

    internal readonly record struct Key(OrganizationId Organization, ProviderName Provider, string Model, Uri? BaseUrl)
    {
        public static Key Of(ProviderCall call, ProviderEndpoint endpoint) =>
            new(call.Organization, endpoint.Name, endpoint.Model, endpoint.BaseUrl);
    }

    private sealed class State
    {
        public int Failures;
        public DateTimeOffset OpenUntil;
    }

    /// <summary>Asks to make a call.</summary>
    /// <returns>Zero: go ahead. Otherwise how long the provider is still left alone.</returns>
    /// <remarks>When the time is over one caller goes ahead and the others wait another round for what it brings home.</remarks>
    public TimeSpan Wait(Key key)
    {
        if (!_states.TryGetValue(key, out var state))
        {
            return TimeSpan.Zero;
        }

        lock (state)
        {
            if (state.OpenUntil == default)
            {
                return TimeSpan.Zero;
            }

            var now = clock.GetUtcNow();
            if (state.OpenUntil > now)
            {
                return state.OpenUntil - now;
            }

            state.OpenUntil = now + openFor;
            return TimeSpan.Zero;
        }
    }

    public void Succeeded(Key key) => _states.TryRemove(key, out _);

    public void Failed(Key key, Failure failure)
    {
        if (!failure.IsTransient)
        {
            // The provider answers, and says that this request or this key is wrong.
            Succeeded(key);
            return;
        }

        var state = _states.GetOrAdd(key, _ => new State());
        lock (state)
        {
            state.Failures++;
            if (failure.RetryAfter is { } wait && wait > TimeSpan.Zero)
            {
                state.OpenUntil = clock.GetUtcNow() + (wait < _longest ? wait : _longest);
            }
            else if (state.Failures >= failures)
            {
                state.OpenUntil = clock.GetUtcNow() + openFor;
            }
        }
    }
}
