using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Jobs.Operations;
using Raum.Jobs.Pipeline;
using Raum.Providers;
using Raum.Redaction;

namespace Raum.Jobs.Simulations;

/// <summary>What a simulation found, side by side (FLOW-8): what the model was given, what it said, and what would have gone out. Memory only; at rest it is sealed.</summary>
/// <param name="Audience">The target whose rules held.</param>
/// <param name="System">The instructions to the model, exactly as they were sent.</param>
/// <param name="User">The masked material, exactly as it was sent.</param>
/// <param name="Raw">The answer as the model gave it, with its placeholders.</param>
/// <param name="Restored">The answer as its readers would have got it.</param>
/// <param name="Reasons">Why it would wait for a person, or what a reader should look at.</param>
/// <param name="WouldWait">True when a job would have made a draft of it that waits for a person.</param>
/// <param name="Withheld">Placeholders whose value not every reader may see, or that stand in a link.</param>
/// <param name="StopReason">The name of why the model stopped; <c>Normal</c> when it had finished.</param>
/// <param name="Knowledge">Procedures and articles of the prompt; version 0 is a text on trial that no version has yet.</param>
/// <param name="Calls">The providers that were asked, the one that answered last; each may cost.</param>
public sealed record SimulationReport(
    DeliveryTarget Audience,
    PersonalText System,
    PersonalText User,
    PersonalText Raw,
    PersonalText Restored,
    IReadOnlyList<HoldReason> Reasons,
    bool WouldWait,
    IReadOnlyDictionary<string, int> ValuesByType,
    PlaceholderCounts Placeholders,
    int Withheld,
    string StopReason,
    IReadOnlyList<KnowledgeUse> Knowledge,
    int ProceduresLeftOut,
    IReadOnlyDictionary<string, int> Attachments,
    IReadOnlyList<SimulatedCall> Calls
)
{
    internal static SimulationReport Of(
        QueuedJob job,
        MaskedJob material,
        SimulatedAnswer answer,
        RestoredText restored,
        IReadOnlyList<HoldReason> reasons,
        bool wouldWait
    ) =>
        new(
            job.Audience,
            new PersonalText(answer.Prompt.System),
            new PersonalText(answer.Prompt.User),
            answer.Answer.Text,
            restored.Text,
            reasons,
            wouldWait,
            material.ValuesByType,
            answer.Placeholders,
            restored.Counts.Withheld,
            answer.Answer.StopReason.ToString(),
            material.Input.Guidance.Uses,
            material.Input.Guidance.LeftOut,
            material.AttachmentsByOutcome,
            answer.Calls
        );
}

/// <summary>The call behind a report.</summary>
internal sealed record SimulatedAnswer(
    Prompt Prompt,
    ProviderAnswer Answer,
    PlaceholderCounts Placeholders,
    IReadOnlyList<SimulatedCall> Calls
)
{
    public static SimulatedAnswer Of(
        Prompt prompt,
        ProviderAnswer answer,
        PlaceholderCounts placeholders,
        IEnumerable<JobProviderCalled> calls
    ) =>
        new(
            prompt,
            answer,
            placeholders,
            [
                .. calls.Select(call => new SimulatedCall(
                    call.Provider,
                    call.Model,
                    call.InputTokens,
                    call.OutputTokens,
                    call.Cost,
                    call.Failure
                )),
            ]
        );
}

/// <param name="Cost">US dollars by list price; null for a model without one.</param>
/// <param name="Failure">Null when it answered.</param>
public sealed record SimulatedCall(string Provider, string Model, long InputTokens, long OutputTokens, decimal? Cost, FailureCode? Failure);
