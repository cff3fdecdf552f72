using System.Text.Json.Serialization;
using Raum.Core;

namespace Raum.Organizations.Settings;

/// <summary>What an organization decided. The defaults are the careful ones: everything a customer sees waits for a person.</summary>
public sealed record OrganizationSettings
{
    /// <summary>Stops all calls and deliveries at once (FLOW-5).</summary>
    public bool KillSwitch { get; init; }

    /// <summary>Operations whose public replies go without a person's approval, once an admin let that be in writing (FLOW-5, ORG-10).</summary>
    public IReadOnlyList<AiOperation> ApprovalLifted { get; init; } = [];

    /// <summary>What a Zendesk webhook asks for.</summary>
    public AiOperation WebhookOperation { get; init; } = AiOperation.Generate;

    /// <summary>Where the answer to a webhook goes: a public reply, or an internal note.</summary>
    public WebhookTarget WebhookTarget { get; init; } = WebhookTarget.PublicReply;

    /// <summary>Tickets in a language without measured quality (PII-10).</summary>
    public LanguagePolicy UnsupportedLanguage { get; init; } = LanguagePolicy.Refuse;

    /// <summary>Hosts that a link in an answer may lead to, besides those of the ticket itself (FLOW-5).</summary>
    public IReadOnlyList<string> AllowedLinkHosts { get; init; } = [];

    /// <summary>Web origins whose browser calls are answered; callers without an origin go by their key (ORG-6).</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Words that look personal and are not: product names, the company's own addresses.</summary>
    public IReadOnlyList<string> AllowedWords { get; init; } = [];

    /// <summary>Types of values that are not masked, by their words in placeholders: <c>IP</c>, <c>URL</c> (PII-7). The ticket's own people are masked all the same.</summary>
    public IReadOnlyList<string> VisibleTypes { get; init; } = [];

    /// <summary>Finds that are less sure than this stay visible, from 0 to 1 (PII-7). The ticket's own people are masked whatever the score.</summary>
    public double MinimumScore { get; init; } = 0.5;

    /// <summary>The organization's own patterns (PII-7).</summary>
    public IReadOnlyList<MaskingPattern> Patterns { get; init; } = [];

    /// <summary>Where signed callbacks go; null: nowhere. Nothing goes there before an admin approved the address in writing (ORG-10).</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>Where the callback's receiver handles data: <c>us</c>, <c>eu</c> or <c>apac</c> (ORG-9). Null: in the organization's own region.</summary>
    public string? CallbackRegion { get; init; }
}

/// <summary>What an organization masks besides what every organization does: its customer numbers, its contracts.</summary>
/// <param name="Name">Shown as the detector of what it finds.</param>
/// <param name="Type">The word in the placeholder: <c>ID</c> for <c>[REDACTED_ID]</c>.</param>
/// <param name="Pattern">A .NET expression that runs in linear time: no look-around, no back references.</param>
public sealed record MaskingPattern(string Name, string Type, string Pattern);

public enum WebhookTarget
{
    PublicReply,
    InternalNote,
}

public enum LanguagePolicy
{
    /// <summary>The job is refused.</summary>
    Refuse,

    /// <summary>Known people and patterns are masked, and a person approves.</summary>
    KnownOnly,

    /// <summary>As any other, and a person approves.</summary>
    Proceed,
}

/// <summary>Settings with the version that is in force; version 0 are the defaults.</summary>
public sealed record VersionedSettings(long Version, OrganizationSettings Settings);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip
)]
[JsonSerializable(typeof(OrganizationSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
