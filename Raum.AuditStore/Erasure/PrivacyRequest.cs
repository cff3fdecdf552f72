using System.Text.Json.Serialization;

namespace Raum.AuditStore.Erasure;

/// <summary>A request to erase a person, from its receipt to its report (DATA-2).</summary>
/// <param name="Reference">The organization's own number of it; letters, digits, hyphens.</param>
/// <param name="DueAt">30 days after its receipt.</param>
/// <param name="Holds">Legal holds that keep it waiting, or kept it.</param>
/// <param name="Report">What was done; null before that.</param>
public sealed record PrivacyRequest(
    Guid Id,
    string Reference,
    PrivacyRequestState State,
    DateTimeOffset ReceivedAt,
    DateTimeOffset DueAt,
    DateTimeOffset? DoneAt,
    IReadOnlyList<Guid> Holds,
    ErasureReport? Report
);

public enum PrivacyRequestState
{
    Received,

    /// <summary>A legal hold stands: nothing is erased before it is lifted.</summary>
    Held,

    /// <summary>Waits for jobs about the person that are still running.</summary>
    Erasing,
    Done,
}

/// <summary>What an erasure did, without a word about whom.</summary>
/// <param name="Jobs">Jobs that were about the person.</param>
/// <param name="Entries">Entries of the log that lost their body.</param>
/// <param name="Receipts">The signed receipts about it, in the log's export.</param>
/// <param name="ZendeskTickets">Tickets in which Raum wrote; Zendesk has those texts.</param>
/// <param name="Providers">Who was sent masked text, and when.</param>
/// <param name="Callbacks">Answers that were sent to the organization's own address.</param>
/// <param name="Results">Answers that were fetched by the organization's programs.</param>
/// <param name="LogExports">Exports of the log since the first of these entries: headers and hashes.</param>
/// <param name="Remains">What is there still, and until when.</param>
/// <param name="Sinks">Sinks that were sent some of these entries; null in reports from before they were named.</param>
public sealed record ErasureReport(
    long Jobs,
    long Entries,
    IReadOnlyList<Guid> Receipts,
    IReadOnlyList<long> ZendeskTickets,
    IReadOnlyList<ProviderCopies> Providers,
    long Callbacks,
    long Results,
    long LogExports,
    string Remains,
    IReadOnlyList<SinkCopies>? Sinks = null
);

/// <param name="Sink">Its id, also of one that was removed.</param>
/// <param name="Kind"><c>Syslog</c> or <c>CloudEvents</c>.</param>
/// <param name="Entries">How many of the erased entries it was sent.</param>
/// <param name="Content">Content was approved for it at some time; otherwise it has headers, which say nothing about a person.</param>
public sealed record SinkCopies(Guid Sink, string Kind, long Entries, bool Content);

/// <param name="First">First call, UTC.</param>
/// <param name="Last">Last call, UTC.</param>
public sealed record ProviderCopies(string Provider, string Model, long Calls, DateTimeOffset First, DateTimeOffset Last);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErasureReport))]
internal sealed partial class ErasureJson : JsonSerializerContext;
