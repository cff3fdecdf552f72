using System.Text.Json.Serialization;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Jobs.Drafts;

/// <summary>A draft that waits for a person, or did.</summary>
/// <param name="Version">Counts the drafts that the job has made.</param>
/// <param name="Reasons">Why it waits; at least one.</param>
internal sealed record Draft(
    OrganizationId Organization,
    JobId Job,
    int Version,
    AiOperation Operation,
    DeliveryTarget Target,
    long TicketId,
    DraftState State,
    IReadOnlyList<HoldReason> Reasons,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DecidedAt,
    bool Edited
)
{
    /// <summary>Sealed <see cref="DraftBody"/>; null once nobody needs it any more.</summary>
    public ReadOnlyMemory<byte>? SealedBody { get; init; }

    /// <summary>The job to queue again at approval.</summary>
    public required DraftJob QueuedJob { get; init; }
}

/// <summary>A draft as people see it.</summary>
/// <param name="Masked">The text with placeholders; null once the draft is rejected or delivered.</param>
/// <param name="NeedsEdit">True when a plain approval is refused: the text has to be edited first.</param>
public sealed record DraftView(
    JobId Job,
    int Version,
    AiOperation Operation,
    DeliveryTarget Target,
    long TicketId,
    DraftState State,
    IReadOnlyList<HoldReason> Reasons,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DecidedAt,
    bool Edited,
    bool NeedsEdit,
    PersonalText? Masked
);

/// <summary>States of a draft. Names are stored.</summary>
public enum DraftState
{
    Waiting,

    /// <summary>Approved, with or without changes; the job to deliver it is queued.</summary>
    Approved,
    Rejected,
    Delivered,
}

/// <summary>What is kept of a draft, sealed: masked text, and a print by which it is known whether the placeholders still mean the same.</summary>
/// <param name="Answer">The model's answer with placeholders.</param>
/// <param name="Salt">16 random bytes.</param>
/// <param name="Print">HMAC-SHA256, keyed by the salt, over the fully restored answer.</param>
internal sealed record DraftBody(string Answer, byte[] Salt, byte[] Print);

/// <summary>A queued job without its text: ids and closed vocabularies.</summary>
/// <param name="HadText">The job carried a text or an instruction, which is gone by now.</param>
internal sealed record DraftJob(
    JobLane Lane,
    AuditActor Actor,
    Guid Correlation,
    DateTimeOffset AcceptedAt,
    JobOptions Options,
    string? TraceParent,
    bool HadText,
    long? Agent = null
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(DraftBody))]
[JsonSerializable(typeof(DraftJob))]
internal sealed partial class DraftJson : JsonSerializerContext;
