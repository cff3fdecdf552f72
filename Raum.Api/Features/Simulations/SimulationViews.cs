using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.Jobs.Simulations;

namespace Raum.Api.Features.Simulations;

/// <param name="State"><c>queued</c>.</param>
internal sealed record SimulationAccepted(Guid Id, JobState State, SimulationLinks Links)
{
    public static SimulationAccepted Of(JobId id) => new(id.Value, JobState.Queued, SimulationLinks.Of(id));
}

/// <param name="Self">Where the simulation's state is, and what it found.</param>
internal sealed record SimulationLinks(string Self)
{
    public static SimulationLinks Of(JobId id) => new($"/v1/simulations/{id}");
}

/// <param name="Attempts">Tries so far.</param>
/// <param name="Failure">Why the last try failed: the last part of a problem type.</param>
/// <param name="Result">What it found; absent before it is done, and gone after a limited time.</param>
internal sealed record SimulationView(
    Guid Id,
    AiOperation Operation,
    JobState State,
    int Attempts,
    DateTimeOffset AcceptedAt,
    DateTimeOffset ChangedAt,
    SimulationLinks Links,
    string? Failure = null,
    SimulationResultView? Result = null
)
{
    public static SimulationView Of(JobStatus status) =>
        new(
            status.Id.Value,
            status.Operation,
            status.State,
            status.Attempts,
            status.AcceptedAt,
            status.ChangedAt,
            SimulationLinks.Of(status.Id),
            status.Failure is { } code ? ProblemTable.Name(code) : null
        );

    public override string ToString() => $"{Id} {State}";
}

/// <param name="Target">The target whose rules held. Nothing reached it.</param>
/// <param name="Prompt">What the model was given, masked, exactly as it was sent.</param>
/// <param name="RawAnswer">What the model said, with its placeholders.</param>
/// <param name="Answer">The answer as its readers would have got it.</param>
/// <param name="WouldWait">True when a job would have made a draft of it that waits for a person.</param>
/// <param name="Reasons">Why, or what a reader should look at.</param>
/// <param name="Cost">US dollars by list price, of all calls; absent for a model without one.</param>
/// <param name="Knowledge">Procedures and articles of the prompt; version 0 is a text on trial that no version has yet.</param>
/// <param name="ProceduresLeftOut">Procedures that applied and had no room.</param>
/// <param name="Attachments">How many files were read, and how many refused for which reason.</param>
/// <param name="Calls">The providers that were asked, the one that answered last.</param>
internal sealed record SimulationResultView(
    DeliveryTarget Target,
    SimulatedPromptView Prompt,
    string RawAnswer,
    string Answer,
    bool WouldWait,
    IReadOnlyList<HoldReason> Reasons,
    IReadOnlyDictionary<string, int> ValuesByType,
    SimulatedPlaceholdersView Placeholders,
    string Provider,
    string Model,
    long InputTokens,
    long OutputTokens,
    string StopReason,
    IReadOnlyList<KnowledgeUseView> Knowledge,
    int ProceduresLeftOut,
    IReadOnlyDictionary<string, int> Attachments,
    IReadOnlyList<SimulatedCallView> Calls,
    decimal? Cost = null
)
{
    public static SimulationResultView Of(SimulationReport report)
    {
        var answered = report.Calls[^1];
        return new(
            report.Audience,
            new SimulatedPromptView(report.System.Reveal(), report.User.Reveal()),
            report.Raw.Reveal(),
            report.Restored.Reveal(),
            report.WouldWait,
            report.Reasons,
            report.ValuesByType,
            SimulatedPlaceholdersView.Of(report),
            answered.Provider,
            answered.Model,
            report.Calls.Sum(call => call.InputTokens),
            report.Calls.Sum(call => call.OutputTokens),
            Word(report.StopReason),
            [.. report.Knowledge.Select(use => new KnowledgeUseView(use.Kind, use.Entry, use.Version))],
            report.ProceduresLeftOut,
            report.Attachments,
            [.. report.Calls.Select(SimulatedCallView.Of)],
            report.Calls.All(call => call.Cost is null) ? null : report.Calls.Sum(call => call.Cost ?? 0)
        );
    }

    public override string ToString() => $"{Target} {Provider}";

    private static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

/// <param name="System">The instructions, with procedures and articles.</param>
/// <param name="User">The material, masked.</param>
internal sealed record SimulatedPromptView(string System, string User)
{
    public override string ToString() => nameof(SimulatedPromptView);
}

/// <param name="Issued">Placeholders of the prompt.</param>
/// <param name="Used">Issued ones that the answer contains.</param>
/// <param name="Unknown">Placeholders in the answer that were never issued: they stay as they are.</param>
/// <param name="Mangled">Placeholders that were readable only by tolerance, or not at all.</param>
/// <param name="Withheld">Issued ones whose value not every reader may see, or that stand in a link.</param>
internal sealed record SimulatedPlaceholdersView(int Issued, int Used, int Unknown, int Mangled, int Withheld)
{
    public static SimulatedPlaceholdersView Of(SimulationReport report) =>
        new(
            report.Placeholders.Issued,
            report.Placeholders.Used,
            report.Placeholders.Unknown,
            report.Placeholders.Mangled,
            report.Withheld
        );
}

/// <param name="Kind"><c>procedure</c> or <c>article</c>.</param>
internal sealed record KnowledgeUseView(string Kind, Guid Id, long Version);

/// <param name="Cost">US dollars by list price; absent for a model without one.</param>
/// <param name="Failure">Absent for the one that answered; the last part of a problem type.</param>
internal sealed record SimulatedCallView(
    string Provider,
    string Model,
    long InputTokens,
    long OutputTokens,
    decimal? Cost = null,
    string? Failure = null
)
{
    public static SimulatedCallView Of(SimulatedCall call) =>
        new(
            call.Provider,
            call.Model,
            call.InputTokens,
            call.OutputTokens,
            call.Cost,
            call.Failure is { } code ? ProblemTable.Name(code) : null
        );
}
