namespace Raum.Testing.Zendesk;

/// <summary>Zendesk's rate limits, as sliding windows: the account's requests, its ticket updates, and one user's updates of one ticket.</summary>
internal sealed class DeskLimits(FakeZendeskOptions options)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _requests = new();
    private readonly Queue<DateTimeOffset> _updates = new();
    private readonly Dictionary<(long User, long Ticket), Queue<DateTimeOffset>> _perTicket = [];

    /// <returns>Null when the request may go on, otherwise how long to wait; and what is left of the account's minute.</returns>
    public (TimeSpan? Wait, int Remaining) TakeRequest()
    {
        lock (_gate)
        {
            var wait = Take(_requests, options.RequestsPerMinute, Minute);
            return (wait, Math.Max(0, options.RequestsPerMinute - _requests.Count));
        }
    }

    public (TimeSpan? Wait, int Remaining) TakeUpdate(long user, long ticket)
    {
        lock (_gate)
        {
            if (!_perTicket.TryGetValue((user, ticket), out var own))
            {
                _perTicket[(user, ticket)] = own = new Queue<DateTimeOffset>();
            }

            var wait = Take(own, options.UpdatesPerTicket, TenMinutes) ?? Take(_updates, options.UpdatesPerMinute, Minute);
            return (wait, Math.Max(0, options.UpdatesPerMinute - _updates.Count));
        }
    }

    private TimeSpan? Take(Queue<DateTimeOffset> taken, int limit, TimeSpan window)
    {
        var now = options.Clock.GetUtcNow();
        while (taken.TryPeek(out var first) && now - first >= window)
        {
            taken.Dequeue();
        }

        if (taken.Count >= limit)
        {
            return taken.Peek() + window - now;
        }

        taken.Enqueue(now);
        return null;
    }
}
