using System.Text.Json.Serialization;

namespace Raum.AuditStore.Sinks;

/// <summary>What is pushed, and how.</summary>
public enum SinkKind
{
    /// <summary>Entries, as syslog over TLS (RFC 5424, RFC 5425). Address: <c>tls://host:6514</c>.</summary>
    Syslog,

    /// <summary>Entries, as batches of CloudEvents 1.0 over HTTPS, signed.</summary>
    CloudEvents,

    /// <summary>Each new checkpoint, to an HTTPS address, signed.</summary>
    CheckpointWebhook,

    /// <summary>Each new checkpoint, as a file in the operator's folder (<see cref="AuditStoreOptions.CheckpointFolder"/>).</summary>
    CheckpointFile,

    /// <summary>The newest checkpoint, by mail.</summary>
    CheckpointMail,

    /// <summary>Alerts, to an HTTPS address, signed.</summary>
    AlertWebhook,

    /// <summary>Alerts, to an address that takes what Slack's incoming webhooks take.</summary>
    AlertSlack,

    /// <summary>Alerts, by mail.</summary>
    AlertMail,
}

/// <summary>A sink as it stands.</summary>
/// <param name="Position">The next entry to push, or the size of the newest checkpoint that was taken.</param>
/// <param name="Content">An admin approved content and addresses for it.</param>
/// <param name="Failures">Tries in a row that failed.</param>
/// <param name="DeadAt">When it was given up; null while it lives.</param>
/// <param name="Region">Where its receiver handles data (ORG-9); null: in the organization's own region.</param>
/// <param name="ApprovedAt">Since when it may be pushed to (ORG-10); null: nothing is.</param>
public sealed record AuditSink(
    Guid Id,
    SinkKind Kind,
    long Position,
    bool Content,
    int Failures,
    DateTimeOffset? DeadAt,
    string? Region,
    DateTimeOffset? ApprovedAt
);

/// <summary>Where a sink is. Sealed in the row, opened to push.</summary>
/// <param name="Address">A URL, a mail address, or empty for files.</param>
/// <param name="Secret">What signs requests; at least 32 characters.</param>
/// <param name="Authority">PEM of the certificate authority, where the system does not know it.</param>
internal sealed record SinkTarget(string Address, string? Secret, string? Authority);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SinkTarget))]
internal sealed partial class SinkJson : JsonSerializerContext;
