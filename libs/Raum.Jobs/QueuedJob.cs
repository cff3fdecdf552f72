using Raum.Core;
using Raum.Core.Audit;
using Raum.Jobs.Simulations;

namespace Raum.Jobs;

/// <summary>What the queue carries: ids and closed vocabularies in clear, text only sealed (FLOW-2).</summary>
public sealed record QueuedJob
{
    public required JobId Id { get; init; }

    public required OrganizationId Organization { get; init; }

    public required AiOperation Operation { get; init; }

    public required DeliveryTarget Target { get; init; }

    public required JobLane Lane { get; init; }

    /// <summary>Who asked, as the intake authenticated them.</summary>
    public required AuditActor Actor { get; init; }

    public required CorrelationId Correlation { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Run the operation, or deliver a draft that a person approved.</summary>
    public JobKind Kind { get; init; } = JobKind.Run;

    /// <summary>The Zendesk ticket that the worker reads itself; null for a job that carries its text.</summary>
    public long? TicketId { get; init; }

    /// <summary>The Zendesk agent in whose name the ticket is read: only one who may see it there (ORG-12). Null for callers of Raum's own.</summary>
    public long? Agent { get; init; }

    /// <summary>Of a simulation: the target whose rules hold, and that nothing reaches. Null for every other job.</summary>
    public DeliveryTarget? Simulates { get; init; }

    /// <summary>Nothing of it is delivered, and it leaves no draft: an admin looks at it (FLOW-8).</summary>
    public bool IsSimulation => Target == DeliveryTarget.Simulation;

    /// <summary>Whose rules hold: who may read the answer, and what would be held.</summary>
    public DeliveryTarget Audience => IsSimulation ? Simulates ?? Target : Target;

    public JobOptions Options { get; init; } = new();

    /// <summary>A sealed <see cref="JobText"/> under the organization's transit key; null for Zendesk jobs.</summary>
    public ReadOnlyMemory<byte>? SealedText { get; init; }

    /// <summary>What was asked, sealed (<see cref="RequestSeals"/>): kept with the deduplication marks, never handed out with the job. Null where nobody compares it.</summary>
    public ReadOnlyMemory<byte>? SealedRequest { get; init; }

    /// <summary>W3C <c>traceparent</c> of the request that queued the job, so that one trace runs from webhook to audit.</summary>
    public string? TraceParent { get; init; }
}

public enum JobKind
{
    Run,
    DeliverApproved,
}

/// <summary>Somebody waits for an interactive job; nobody for a background one.</summary>
public enum JobLane
{
    Interactive,
    Background,
}

/// <summary>Choices of the caller, from closed vocabularies: no free text can travel here.</summary>
/// <param name="Language">BCP 47 tag of the wanted language, such as <c>fr</c> or <c>pt-BR</c>.</param>
public sealed record JobOptions(string? Language = null, Tone? Tone = null, string? Provider = null, string? Model = null);

public enum Tone
{
    Neutral,
    Friendly,
    Formal,
    Empathetic,
    Concise,
}

/// <summary>The text of a job that exists nowhere else, before sealing and after opening. Memory only.</summary>
/// <param name="Text">The text to work on, or the conversation when there is no ticket id.</param>
/// <param name="People">People the caller announces, for masking.</param>
/// <param name="EditedAnswer">A person's edit of a draft, for <see cref="JobKind.DeliverApproved"/>.</param>
/// <param name="Pasted">Of a simulation: a ticket that no desk has.</param>
/// <param name="Trial">Of a simulation: what is tried instead of what is in force.</param>
public sealed record JobText(
    PersonalText? Subject,
    PersonalText? Text,
    IReadOnlyList<TicketPerson> People,
    PersonalText? Instruction = null,
    PersonalText? EditedAnswer = null,
    PastedTicket? Pasted = null,
    IReadOnlyList<TrialText>? Trial = null
);
