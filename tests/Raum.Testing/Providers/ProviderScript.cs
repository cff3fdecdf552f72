using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Raum.Testing.Providers;

/// <summary>What the pretend providers answer, and what they were asked. Safe for many requests at once.</summary>
public sealed partial class ProviderScript
{
    private readonly ConcurrentQueue<ProviderReply> _next = new();
    private readonly ConcurrentQueue<ReceivedRequest> _received = new();
    private int _count;

    /// <summary>The only key that is accepted; null accepts any.</summary>
    public string? Key { get; set; }

    /// <summary>Answers when nothing is queued. By default a short reply that greets by the placeholder of the request.</summary>
    public Func<ReceivedRequest, ProviderReply> Default { get; set; } = Greet;

    /// <summary>Whether requests are kept. A load test switches it off.</summary>
    public bool KeepRequests { get; set; } = true;

    /// <summary>All requests so far, in order.</summary>
    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    public int Count => Volatile.Read(ref _count);

    /// <summary>Queues replies for the next requests.</summary>
    public ProviderScript Then(params IReadOnlyList<ProviderReply> replies)
    {
        foreach (var reply in replies)
        {
            _next.Enqueue(reply);
        }

        return this;
    }

    internal ProviderReply Take(ReceivedRequest request)
    {
        Interlocked.Increment(ref _count);
        if (KeepRequests)
        {
            _received.Enqueue(request);
        }

        return _next.TryDequeue(out var reply) ? reply : Default(request);
    }

    private static ProviderReply.Answer Greet(ReceivedRequest request)
    {
        var name = Name().Match(request.Body);
        return new ProviderReply.Answer(
            $"Hello {(name.Success ? name.Value : "there")}, thank you for your message. We have looked into it and will come back to you today.\n\nKind regards"
        );
    }

    [GeneratedRegex(@"\[REDACTED_NAME\]", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
