using System.Text.Json;
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
/// <param name="Texts">Procedures and articles with an address of the person: the organization's own texts, which it changes itself. Null in reports from before they were looked through.</param>
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
    IReadOnlyList<SinkCopies>? Sinks = null,
    IReadOnlyList<TextMention>? Texts = null
)
{
    /// <summary>As it is kept.</summary>
    internal string Text => JsonSerializer.Serialize(this, ErasureJson.Default.ErasureReport);

    internal static ErasureReport Read(string text) => JsonSerializer.Deserialize(text, ErasureJson.Default.ErasureReport)!;

    /// <summary>This, and what was found after its entries were erased. Jobs and exports are counted anew each time, everything else is added.</summary>
    internal ErasureReport With(ErasureReport later) =>
        new(
            later.Jobs,
            Entries + later.Entries,
            [.. Receipts, .. later.Receipts],
            [.. ZendeskTickets.Union(later.ZendeskTickets).Order()],
            [
                .. Providers
                    .Concat(later.Providers)
                    .GroupBy(copies => (copies.Provider, copies.Model))
                    .Select(same => new ProviderCopies(
                        same.Key.Provider,
                        same.Key.Model,
                        same.Sum(copies => copies.Calls),
                        same.Min(copies => copies.First),
                        same.Max(copies => copies.Last)
                    ))
                    .OrderBy(copies => copies.Provider, StringComparer.Ordinal)
                    .ThenBy(copies => copies.Model, StringComparer.Ordinal),
            ],
            Callbacks + later.Callbacks,
            Results + later.Results,
            Math.Max(LogExports, later.LogExports),
            later.Remains,
            [
                .. (Sinks ?? [])
                    .Concat(later.Sinks ?? [])
                    .GroupBy(copies => copies.Sink)
                    .Select(same => new SinkCopies(
                        same.Key,
                        same.First().Kind,
                        same.Sum(copies => copies.Entries),
                        same.Any(copies => copies.Content)
                    ))
                    .OrderBy(copies => copies.Sink),
            ],
            later.Texts
        );
}

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
