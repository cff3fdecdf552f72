using System.Globalization;
using System.Net.Http.Headers;

namespace Raum.AuditStore.EventStoreDb;

/// <summary>A call to the event store failed. After an append the outcome is unknown, unless <see cref="Refused"/> says that nothing was written.</summary>
internal sealed class EventStoreException(EventStoreProblem problem, NodeAddress? leader = null)
    : Exception($"The event store failed: {problem}.")
{
    public EventStoreProblem Problem { get; } = problem;

    /// <summary>Who leads the cluster, when the node said so.</summary>
    public NodeAddress? Leader { get; } = leader;

    /// <summary>The node answered that it did not do it.</summary>
    public bool Refused =>
        Problem
            is EventStoreProblem.NotLeader
                or EventStoreProblem.AccessDenied
                or EventStoreProblem.Rejected
                or EventStoreProblem.StreamDeleted;

    /// <summary>Reads the status of an answer, in the trailers or, for an answer without a body, in the headers.</summary>
    /// <returns>Null for status 0.</returns>
    public static EventStoreException? From(HttpResponseMessage response)
    {
        var headers = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : (HttpHeaders)response.Headers;
        if (!int.TryParse(Value(headers, "grpc-status"), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            // The connection ended before the status came.
            return new EventStoreException(response.IsSuccessStatusCode ? EventStoreProblem.Unavailable : EventStoreProblem.Protocol);
        }

        return (status, Value(headers, "exception")) switch
        {
            (0, _) => null,
            (_, "not-leader") => new EventStoreException(EventStoreProblem.NotLeader, LeaderOf(headers)),
            (_, "stream-deleted") => new EventStoreException(EventStoreProblem.StreamDeleted),
            (7 or 16, _) => new EventStoreException(EventStoreProblem.AccessDenied),
            (3 or 9 or 12, _) => new EventStoreException(EventStoreProblem.Rejected),
            (4, _) => new EventStoreException(EventStoreProblem.Timeout),
            _ => new EventStoreException(EventStoreProblem.Unavailable),
        };
    }

    private static NodeAddress? LeaderOf(HttpHeaders headers) =>
        Value(headers, "leader-endpoint-host") is { Length: > 0 } host
        && int.TryParse(Value(headers, "leader-endpoint-port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new NodeAddress(host, port)
            : null;

    private static string? Value(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

internal enum EventStoreProblem
{
    /// <summary>No connection, a broken one, or a node that is not ready.</summary>
    Unavailable,
    Timeout,
    NotLeader,
    AccessDenied,
    StreamDeleted,

    /// <summary>The node does not accept the request as it is.</summary>
    Rejected,

    /// <summary>The answer is not one of the protocol's.</summary>
    Protocol,
}
