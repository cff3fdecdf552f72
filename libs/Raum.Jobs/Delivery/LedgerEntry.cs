using Raum.Core;

namespace Raum.Jobs.Delivery;

/// <summary>The outside effects that a job can have.</summary>
internal enum Effect
{
    /// <summary>What the job was for.</summary>
    Answer,

    /// <summary>The note that gives a failed job's ticket back to people (FLOW-6).</summary>
    HandBack,
}

internal enum LedgerState
{
    /// <summary>The effect may have happened.</summary>
    Intended,
    Done,

    /// <summary>The target said no, or is sure that nothing happened.</summary>
    Failed,

    /// <summary>Nobody can tell: parked for a person, never repeated.</summary>
    Uncertain,
}

/// <summary>One effect of a job as the ledger knows it.</summary>
/// <param name="Attempt">The attempt that intended it last.</param>
/// <param name="Recorded">The outcome event is on record.</param>
internal sealed record LedgerEntry(
    OrganizationId Organization,
    JobId Job,
    Effect Effect,
    AiOperation Operation,
    DeliveryTarget Target,
    long? TicketId,
    CorrelationId Correlation,
    LedgerState State,
    int Attempt,
    string? EffectId,
    FailureCode? Failure,
    DateTimeOffset IntendedAt,
    DateTimeOffset? SettledAt,
    bool Recorded
)
{
    /// <summary>Derived from the job alone, the same on every attempt: how the target finds the effect again.</summary>
    public string Mark => MarkOf(Job, Effect);

    public static string MarkOf(JobId job, Effect effect) => $"raum-{job.Value:N}-{(effect == Effect.Answer ? "answer" : "handback")}";
}
