using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Events;

/// <summary>A fact about one AI job. <see cref="AuditEvent.Target"/> is the job itself.</summary>
/// <remarks>
/// Records and names of properties are for ever; a change of shape is a new record with the next version in its type name.
/// Only masked text may stand in a record, as <see cref="PersonalText"/>; it lives in the sealed body.
/// A failure's code stands in <see cref="AuditEvent.Failure"/>.
/// </remarks>
public abstract record JobEvent : AuditEvent
{
    public required JobId Job { get; init; }

    public required AiOperation Operation { get; init; }

    /// <summary>The try this belongs to, from 1; 0 where no try has begun.</summary>
    public int Attempt { get; init; }
}

/// <summary>A job was accepted and is durable in the queue. Of simulations it is recorded when their work begins (step 4).</summary>
public sealed record JobQueued : JobEvent
{
    public required JobTrigger Trigger { get; init; }

    public required DeliveryTarget Delivery { get; init; }

    /// <summary>The desk's number of the ticket; null for a job that carried its text.</summary>
    public long? TicketId { get; init; }
}

/// <summary>What set a job off.</summary>
public enum JobTrigger
{
    Webhook,
    Api,
    Sidebar,
    Gateway,
    Simulation,
    Replay,
}

/// <summary>Step 5: personal values were replaced before the call.</summary>
public sealed record JobMasked : JobEvent
{
    /// <summary>How many different values of each placeholder type (<c>NAME</c>, <c>EMAIL</c>, …) were replaced.</summary>
    public required IReadOnlyDictionary<string, int> ValuesByType { get; init; }

    /// <summary>What the model is going to see; null where the organization does not keep it.</summary>
    public PersonalText? MaskedPrompt { get; init; }

    /// <summary>How many of the ticket's files were read (<c>Read</c>), and how many refused, by the name of the refusal; null where there were none.</summary>
    public IReadOnlyDictionary<string, int>? Attachments { get; init; }

    /// <summary>The procedures and articles that stood in the prompt, in its order; null where there were none.</summary>
    public IReadOnlyList<KnowledgeUse>? Knowledge { get; init; }

    /// <summary>Procedures that applied and had no room; null where there were none.</summary>
    public int? ProceduresLeftOut { get; init; }

    /// <summary>Keyed hashes of the people whom the text is about (<c>SubjectPrints</c>), by which it is found again to erase it.</summary>
    public IReadOnlyList<byte[]>? Subjects { get; init; }
}

/// <summary>A version of a procedure or an article in a prompt.</summary>
/// <param name="Kind"><c>procedure</c> or <c>article</c>.</param>
/// <param name="Version">0 for words that a simulation tried and that no version had then.</param>
/// <param name="Print">Of words on trial, in base64: a keyed hash by which it is known that they were tried (<c>SimulatedTexts</c>). Null for all others.</param>
public sealed record KnowledgeUse(string Kind, Guid Entry, long Version, string? Print = null);

/// <summary>Step 7: a provider was called, with success or not. Each call of a chain is an event of its own: each may cost.</summary>
public sealed record JobProviderCalled : JobEvent
{
    /// <summary>The provider's name in the organization's configuration, from a closed set.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>What the call cost by the price list at that time, or at most, where tokens were not told or the list has no price for them; null when the model has no price.</summary>
    public decimal? Cost { get; init; }

    /// <summary>ISO 4217 code of <see cref="Cost"/>.</summary>
    public string Currency { get; init; } = "USD";

    public long ElapsedMilliseconds { get; init; }

    /// <summary>The answer came from the organization's cache: nothing was called and nothing paid.</summary>
    public bool FromCache { get; init; }

    /// <summary>Why the model stopped, in the words of <c>ChatFinishReason</c>.</summary>
    public string? FinishReason { get; init; }

    public PlaceholderCounts? Placeholders { get; init; }

    /// <summary>The answer before values were put back; null on failure, or where the organization does not keep it.</summary>
    public PersonalText? MaskedAnswer { get; init; }
}

/// <param name="Issued">Placeholders in the prompt.</param>
/// <param name="Used">Issued ones that the answer contains.</param>
/// <param name="Unknown">Placeholders in the answer that were never issued.</param>
/// <param name="Mangled">Placeholders that were readable only by tolerance.</param>
public sealed record PlaceholderCounts(int Issued, int Used, int Unknown, int Mangled);

/// <summary>Step 8: the draft waits for a person.</summary>
public sealed record JobHeld : JobEvent
{
    /// <summary>At least one.</summary>
    public required IReadOnlyList<HoldReason> Reasons { get; init; }
}

/// <summary>Why a draft waits for a person (FLOW-5).</summary>
public enum HoldReason
{
    /// <summary>The organization wants approval for this operation or target.</summary>
    Policy,
    UnknownPlaceholder,
    MangledPlaceholder,
    ForeignLink,
    ForeignImage,

    /// <summary>The model stopped for another reason than having finished.</summary>
    StoppedEarly,
    Language,
    TicketChanged,

    /// <summary>The text holds a value that not every recipient has seen (PII-6).</summary>
    Recipients,

    /// <summary>More procedures applied than a prompt has room for: the model has not seen all of them.</summary>
    ProceduresLeftOut,
}

/// <summary>A person decided on a draft. Who it was is <see cref="AuditEvent.Actor"/>.</summary>
public sealed record JobDecided : JobEvent
{
    public required DraftDecision Decision { get; init; }

    /// <summary>The text as the person changed it, masked; only for <see cref="DraftDecision.Edited"/>.</summary>
    public PersonalText? MaskedEdit { get; init; }
}

public enum DraftDecision
{
    Approved,

    /// <summary>Approved with changes.</summary>
    Edited,
    Rejected,
}

/// <summary>Step 9: on record before the first byte or effect. One of the three outcomes below must follow it.</summary>
public sealed record JobIntended : JobEvent
{
    public required DeliveryTarget Delivery { get; init; }

    public long? TicketId { get; init; }

    /// <summary>The mark by which the effect is found again.</summary>
    public required string Mark { get; init; }
}

/// <summary>Step 10: the answer reached its target.</summary>
public sealed record JobDelivered : JobEvent
{
    public required DeliveryTarget Delivery { get; init; }

    /// <summary>The target's own id of the effect, opaque.</summary>
    public string? EffectId { get; init; }
}

/// <summary>Step 10: it is not known whether the effect happened; it is looked up or parked, not repeated.</summary>
public sealed record JobUncertain : JobEvent
{
    public required DeliveryTarget Delivery { get; init; }
}

/// <summary>A try failed at a step. The queue's decision is the event after it.</summary>
public sealed record JobFailed : JobEvent
{
    public required Step Step { get; init; }
}

/// <summary>Step 11: the job will be tried again.</summary>
public sealed record JobRetried : JobEvent
{
    public required long DelayMilliseconds { get; init; }
}

/// <summary>Step 11: the job is a dead letter.</summary>
public sealed record JobBuried : JobEvent
{
    public required Step Step { get; init; }

    /// <summary>The ticket got the note and the tag that hand it back to people.</summary>
    public bool HandedBack { get; init; }

    /// <summary><see cref="DeliveryTarget.Simulation"/> for one, of which there is no dead letter; null for every other job.</summary>
    public DeliveryTarget? Delivery { get; init; }
}
