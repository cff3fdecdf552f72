using Raum.Core;
using Raum.Redaction;

namespace Raum.Providers;

/// <summary>One masked request to a model, with the providers that may answer it. Memory only.</summary>
public sealed record ProviderCall
{
    public required OrganizationId Organization { get; init; }

    public required JobId Job { get; init; }

    /// <summary>What is asked. Only the offline provider and telemetry look at it: a model is told by <see cref="System"/>.</summary>
    public required AiOperation Operation { get; init; }

    /// <summary>The approved providers in the order of preference; at least one.</summary>
    public required IReadOnlyList<ProviderEndpoint> Endpoints { get; init; }

    /// <summary>The instructions to the model, masked.</summary>
    public required PersonalText System { get; init; }

    /// <summary>The masked conversation, oldest first, a <see cref="MessageRole.User"/> message last.</summary>
    /// <remarks>
    /// The offline provider works on the last user message: on what stands between <c>&lt;text&gt;</c>, <c>&lt;draft&gt;</c>, <c>&lt;ticket&gt;</c> or
    /// <c>&lt;conversation&gt;</c> and its closing tag if there is one (the first of these that is found), otherwise on all of it. In a conversation
    /// the lines <c>Customer wrote:</c>, <c>Support wrote:</c> and <c>Internal note of support:</c> tell whose message follows.
    /// </remarks>
    public required IReadOnlyList<ProviderMessage> Messages { get; init; }

    /// <summary>The check of the session that masked this call. A value that it still finds stops the call (PII-9).</summary>
    public required LeakCheck LeakCheck { get; init; }

    /// <summary>BCP 47 tag of the wanted language, for the offline provider; null: the language of the text.</summary>
    public string? Language { get; init; }

    /// <summary>Longest answer, in tokens. Default 2,048.</summary>
    public int MaxOutputTokens { get; init; } = 2048;

    /// <summary>Sampling temperature; null leaves it to the provider and sends nothing. Anthropic has none any more (SDK 13.11.0): it is not sent there.</summary>
    public float? Temperature { get; init; }

    /// <summary>Where it is counted what was asked of providers. One meter serves one call.</summary>
    public CallMeter Meter { get; init; } = new();

    /// <summary>An opaque id of the end user, 1 to 64 of <c>A-Z a-z 0-9 _ -</c>. Null sends none. Anything else stops the call.</summary>
    public string? UserId { get; init; }
}

/// <param name="Text">Masked.</param>
public sealed record ProviderMessage(MessageRole Role, PersonalText Text);

public enum MessageRole
{
    User,
    Assistant,
}
