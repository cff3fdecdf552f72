using System.Text.Json;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Projections;

/// <summary>Which entries are wanted; null is any. All conditions hold together.</summary>
public sealed record AuditFilter
{
    /// <summary>The event's own time, this moment included.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The event's own time, this moment not included.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>A type name with its version, such as <c>job-masked.v1</c>.</summary>
    public string? Type { get; init; }

    public AuditClass? Class { get; init; }

    public AuditActorKind? ActorKind { get; init; }

    public string? ActorId { get; init; }

    public AiOperation? Operation { get; init; }

    public string? TargetKind { get; init; }

    public string? TargetId { get; init; }

    public AuditResult? Result { get; init; }

    public CorrelationId? Correlation { get; init; }

    /// <summary>The exact address, IPv4 or IPv6; it is compared by its keyed hash.</summary>
    public PersonalText? Ip { get; init; }
}

/// <summary>One audit entry, as the read model has it.</summary>
public sealed record AuditEntry
{
    /// <summary>Position in the organization's log, from 0, without gaps.</summary>
    public required long Revision { get; init; }

    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The log's own time.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    public required string Type { get; init; }

    public required AuditClass Class { get; init; }

    public required AuditActor Actor { get; init; }

    public AiOperation? Operation { get; init; }

    public AuditTarget? Target { get; init; }

    public required AuditResult Result { get; init; }

    public FailureCode? Failure { get; init; }

    public required CorrelationId Correlation { get; init; }

    public string? TraceId { get; init; }

    /// <summary>Numbers, ids and names from closed sets; no text of anybody.</summary>
    public required JsonElement Details { get; init; }
}

/// <param name="Entries">The newest first.</param>
/// <param name="Next">Cursor of the next page; null when this is the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Next);
