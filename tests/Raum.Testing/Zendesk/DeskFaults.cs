using System.Collections.Concurrent;

namespace Raum.Testing.Zendesk;

/// <summary>Something that goes wrong once, at the next request that it fits.</summary>
/// <param name="Method">The method it waits for; null for any.</param>
/// <param name="PathPart">A part of the path it waits for; null for any.</param>
/// <param name="RetryAfter">For the kinds that send it.</param>
public sealed record DeskFault(DeskFaultKind Kind, string? Method = null, string? PathPart = null, TimeSpan? RetryAfter = null);

public enum DeskFaultKind
{
    /// <summary><c>429</c> as <c>text/plain</c>; nothing happens to the ticket.</summary>
    TooManyRequests,

    /// <summary><c>503</c>; nothing happens to the ticket.</summary>
    Unavailable,

    /// <summary><c>500</c>; nothing happens to the ticket.</summary>
    ServerErrorBefore,

    /// <summary>The update is applied, then <c>500</c>.</summary>
    ServerErrorAfter,

    /// <summary>The update is applied, then the connection is cut.</summary>
    CutAfter,

    /// <summary>The update is applied, then no answer comes until the client gives up.</summary>
    HangAfter,

    /// <summary><c>409</c>, as if somebody had been faster.</summary>
    Conflict,

    /// <summary><c>200</c> with an HTML page of a proxy instead of JSON.</summary>
    HtmlAnswer,

    /// <summary><c>200</c> with an answer of many megabytes.</summary>
    HugeAnswer,

    /// <summary><c>302</c> to <c>http://169.254.169.254/</c>.</summary>
    Redirect,
}

/// <summary>The faults that are still to come, in order.</summary>
public sealed class DeskFaults
{
    private readonly ConcurrentQueue<DeskFault> _queue = new();

    public void Add(DeskFault fault) => _queue.Enqueue(fault);

    public void Add(DeskFaultKind kind, string? method = null, string? pathPart = null, TimeSpan? retryAfter = null) =>
        Add(new DeskFault(kind, method, pathPart, retryAfter));

    public void Clear() => _queue.Clear();

    internal DeskFault? Take(string method, string path)
    {
        if (
            _queue.TryPeek(out var next)
            && (next.Method ?? method) == method
            && path.Contains(next.PathPart ?? "", StringComparison.Ordinal)
        )
        {
            _queue.TryDequeue(out next);
            return next;
        }

        return null;
    }
}
