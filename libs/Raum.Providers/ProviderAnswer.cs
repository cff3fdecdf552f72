using Raum.Core;

namespace Raum.Providers;

/// <summary>What a model answered, still masked. Memory only.</summary>
/// <param name="StopReason">Anything but <see cref="StopReason.Normal"/> is held for a person (FLOW-5).</param>
/// <param name="Model">The model that answered, as the provider named it.</param>
/// <param name="InputTokens">As the provider counted them; null when it did not say. The offline provider estimates.</param>
/// <param name="OutputTokens">As the provider counted them, reasoning included; null when it did not say.</param>
/// <param name="CostUsd">US dollars by <see cref="Cost"/>; null when the model has no known price or the tokens are unknown.</param>
/// <param name="FailedAttempts">The providers of the chain that were tried before and failed.</param>
public sealed record ProviderAnswer(
    PersonalText Text,
    StopReason StopReason,
    ProviderName Provider,
    string Model,
    long? InputTokens,
    long? OutputTokens,
    decimal? CostUsd,
    IReadOnlyList<ProviderAttempt> FailedAttempts
)
{
    /// <summary>True when no model was asked: say so wherever the answer is shown.</summary>
    public bool IsOffline => Provider == ProviderName.Offline;
}

/// <summary>A provider that was tried.</summary>
/// <param name="Failure">Null when it answered.</param>
/// <param name="InputTokens">As the provider counted them; null when it did not say.</param>
/// <param name="CostUsd">At most what it cost in US dollars, by <see cref="Cost.AtMost"/>: zero for a prompt that was not sent or was turned away; null without a known price.</param>
public sealed record ProviderAttempt(
    ProviderName Provider,
    string Model,
    Failure? Failure,
    long? InputTokens = null,
    long? OutputTokens = null,
    decimal? CostUsd = 0
);

/// <summary>What was asked of providers for one call, whatever became of it: a call that failed or was given up may cost, too.</summary>
public sealed class CallMeter
{
    private readonly List<ProviderAttempt> _attempts = [];

    /// <summary>The attempts that have ended, in their order.</summary>
    public IReadOnlyList<ProviderAttempt> Attempts => _attempts;

    internal void Add(ProviderAttempt attempt) => _attempts.Add(attempt);
}

/// <summary>Why a model stopped. Only <see cref="Normal"/> is a complete answer.</summary>
public enum StopReason
{
    /// <summary>The provider named a reason that Raum does not know, or none.</summary>
    Unknown = 0,

    /// <summary>The model said what it wanted to say.</summary>
    Normal = 1,

    /// <summary>The token limit or the context window cut the answer, perhaps inside a placeholder.</summary>
    Length = 2,

    /// <summary>The model or a filter of the provider refused.</summary>
    Refused = 3,

    /// <summary>The provider says it saw sensitive personal data (Gemini's SPII): masking missed something.</summary>
    PersonalData = 4,

    /// <summary>The model wants to call a tool; Raum gives it none.</summary>
    ToolCall = 5,
}

/// <summary>A part of a streamed answer: text, or the end.</summary>
/// <param name="Text">The next piece of masked text, never empty; null in the last part. A placeholder may be split over pieces anywhere.</param>
/// <param name="End">The whole answer or the failure; only in the last part. After a failure the pieces so far are worthless.</param>
public sealed record ProviderPart(PersonalText? Text, Outcome<ProviderAnswer>? End)
{
    public static ProviderPart Of(string text) => new(new PersonalText(text), null);

    public static ProviderPart Ended(Outcome<ProviderAnswer> end) => new(null, end);
}
