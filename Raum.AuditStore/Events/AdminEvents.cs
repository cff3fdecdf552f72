using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Events;

/// <summary>An organization came to be. The first event of its stream.</summary>
public sealed record OrganizationCreated : AuditEvent
{
    public required PersonalText Name { get; init; }

    /// <summary><c>us</c>, <c>eu</c> or <c>apac</c>.</summary>
    public required string Region { get; init; }
}

/// <summary>An organization was closed or opened again.</summary>
public sealed record ClosureChanged : AuditEvent
{
    public required bool Closed { get; init; }

    /// <summary>From when on everything but what proves the log is destroyed; null when it was opened again.</summary>
    public DateTimeOffset? DestroyAfter { get; init; }
}

/// <summary>A setting got another value. A secret is never a setting: see <see cref="CredentialChanged"/>.</summary>
public sealed record SettingChanged : AuditEvent
{
    /// <summary>The setting's name, from the closed set of settings.</summary>
    public required string Setting { get; init; }

    /// <summary>As JSON; null when there was none.</summary>
    public PersonalText? OldValue { get; init; }

    /// <summary>As JSON; null when it was removed.</summary>
    public PersonalText? NewValue { get; init; }

    /// <summary>The version of the configuration that begins with this change.</summary>
    public long? Version { get; init; }
}

/// <summary>An API key was made. <see cref="AuditEvent.Target"/> is the key, by its public id.</summary>
public sealed record ApiKeyCreated : AuditEvent
{
    public required ApiKeyId Key { get; init; }

    public PersonalText? Name { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>An API key stopped working.</summary>
public sealed record ApiKeyRevoked : AuditEvent
{
    public required ApiKeyId Key { get; init; }
}

/// <summary>Who made a live API key may make none any more: removed, or in another role. The key is the organization's and goes on.</summary>
public sealed record ApiKeyLeftBehind : AuditEvent
{
    public required ApiKeyId Key { get; init; }

    /// <summary>Who made it.</summary>
    public required UserId Maker { get; init; }
}

/// <summary>A secret was set, rotated or removed. What it was and is stands nowhere.</summary>
public sealed record CredentialChanged : AuditEvent
{
    /// <summary>What the secret is for, from a closed set: <c>openai</c>, <c>zendesk-webhook</c>, …</summary>
    public required string Credential { get; init; }

    public required CredentialChange Change { get; init; }
}

public enum CredentialChange
{
    Set,
    Rotated,
    Removed,
}

/// <summary>An organization's data keys for one use got a new version, and what older ones sealed is sealed anew.</summary>
public sealed record KeyRotationChanged : AuditEvent
{
    /// <summary><c>field</c> or <c>credential</c>.</summary>
    public required string Use { get; init; }

    public required KeyRotationChange Change { get; init; }

    /// <summary>The version that seals from then on.</summary>
    public required long Version { get; init; }

    /// <summary>Fields sealed anew until then.</summary>
    public required long Resealed { get; init; }

    /// <summary>Fields that did not open and stay as they are.</summary>
    public required long Unreadable { get; init; }
}

public enum KeyRotationChange
{
    Started,
    Stopped,
    Resumed,
    Finished,
}

/// <summary>All calls and deliveries of the organization were stopped, or allowed again.</summary>
public sealed record KillSwitchChanged : AuditEvent
{
    public required bool Stopped { get; init; }
}

/// <summary>Bodies of entries were made unreadable; the receipt, which is the target, says which.</summary>
public sealed record BodiesRemoved : AuditEvent
{
    public required RemovalReason Reason { get; init; }

    /// <summary>The retention class that ended; null for an erasure.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>The month that ended, as <c>2026-11</c>; null for an erasure.</summary>
    public string? Month { get; init; }

    public required long Entries { get; init; }
}

public enum RemovalReason
{
    Retention,
    Erasure,
    Closure,
}

/// <summary>A request to erase a person, which is the target, moved on.</summary>
public sealed record PrivacyRequestChanged : AuditEvent
{
    /// <summary>The organization's own number of it.</summary>
    public required string Reference { get; init; }

    public required PrivacyRequestChange Change { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Legal holds that keep it waiting, or kept it.</summary>
    public int Holds { get; init; }

    /// <summary>Entries that lost their body.</summary>
    public long Entries { get; init; }
}

public enum PrivacyRequestChange
{
    Received,
    Held,
    Done,
}

/// <summary>The organization's data keys are wrapped by another keyring from here on. What they sealed stays as it is.</summary>
public sealed record KeyringMoved : AuditEvent
{
    /// <summary>Name of the keyring, such as <c>local.v1</c>.</summary>
    public required string From { get; init; }

    public required string To { get; init; }

    public required long Keys { get; init; }
}

/// <summary>A KMS key in the customer's own account came into force for the organization's data keys, or its use ended.</summary>
public sealed record CustomerKeyChanged : AuditEvent
{
    /// <summary>ARN of the key: an account and an id, nobody's name.</summary>
    public required string Key { get; init; }

    /// <summary>ARN of the role through which it is used.</summary>
    public required string Role { get; init; }

    public required CustomerKeyChange Change { get; init; }

    /// <summary>True when the key lies in another region than the organization, which was accepted in writing (ORG-9).</summary>
    public bool OtherRegionAccepted { get; init; }
}

public enum CustomerKeyChange
{
    InForce,
    Ended,
}

/// <summary>A procedure or an article, which is the target, was made, changed or deleted. What it says stands in its versions, not here.</summary>
public sealed record KnowledgeChanged : AuditEvent
{
    /// <summary><c>procedure</c> or <c>article</c>.</summary>
    public required string Kind { get; init; }

    public required KnowledgeChangeKind Change { get; init; }

    /// <summary>The version that begins with this change; of a deletion the last one, of a deleted version that one.</summary>
    public required long Version { get; init; }

    /// <summary>The version whose text is in force again, for <see cref="KnowledgeChangeKind.RolledBack"/>.</summary>
    public long? From { get; init; }

    /// <summary>Names of the fields that differ from the version before; empty for a deletion.</summary>
    public required IReadOnlyList<string> Fields { get; init; }
}

public enum KnowledgeChangeKind
{
    Created,
    Replaced,
    RolledBack,
    Deleted,

    /// <summary>An earlier version was deleted; what is in force stays.</summary>
    VersionDeleted,
}

/// <summary>A sink, which is the target, was added, changed or given up. Where it is stands nowhere.</summary>
public sealed record SinkChanged : AuditEvent
{
    /// <summary><c>Syslog</c>, <c>CloudEvents</c>, … from a closed set.</summary>
    public required string Kind { get; init; }

    public required SinkChange Change { get; init; }

    /// <summary>The first entry that the sink never got, when entries were passed over.</summary>
    public long? From { get; init; }

    /// <summary>The entry where it goes on.</summary>
    public long? Until { get; init; }
}

public enum SinkChange
{
    Added,
    ContentApproved,
    ContentWithdrawn,

    /// <summary>It failed for too long and was given up.</summary>
    Dead,
    Revived,
    Removed,

    /// <summary>Entries were cut off the log before the sink had taken them: while it was dead, or before it was there.</summary>
    Skipped,

    /// <summary>An admin approved in writing that it is pushed to.</summary>
    Approved,

    /// <summary>It is pushed to no more until it is approved again.</summary>
    ApprovalWithdrawn,

    /// <summary>The place has a checkpoint that this history does not continue: another one of the same size, or a larger one. The sink was stopped.</summary>
    Contradicted,
}

/// <summary>A suspicious pattern was seen (AUD-7). The rule is the target.</summary>
public sealed record AlertRaised : AuditEvent
{
    public required string Rule { get; init; }

    /// <summary>How many within the window.</summary>
    public required long Count { get; init; }

    public required long Threshold { get; init; }

    public required long WindowSeconds { get; init; }
}

/// <summary>The log was compared with jobs, provider calls and deliveries. <see cref="AuditResult.Failure"/> when something does not fit.</summary>
public sealed record LogReconciled : AuditEvent
{
    /// <summary>What was settled from here on was looked at.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Up to here; the next comparison begins here.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Entries of jobs, and rows of the ledgers of calls and effects, that were compared.</summary>
    public required long Compared { get; init; }

    /// <summary>How many of each kind were found (<c>LogChecks</c>); empty when everything fits.</summary>
    public required IReadOnlyDictionary<string, long> Discrepancies { get; init; }

    /// <summary>Up to 20 of the jobs for each kind.</summary>
    public required IReadOnlyList<Guid> Jobs { get; init; }
}

/// <summary>The log was cut behind the oldest entry that anything still needs. Receipts name all bodies before it; the tree keeps their hashes.</summary>
public sealed record LogTruncated : AuditEvent
{
    /// <summary>The first entry that is there in full from now on.</summary>
    public required long First { get; init; }

    /// <summary>The one before; 0 for a log that was whole.</summary>
    public required long Was { get; init; }
}

/// <summary>An admin approved an integration or a use of data in writing, or withdrew that (ORG-10). The approval is the target.</summary>
public sealed record ApprovalChanged : AuditEvent
{
    /// <summary><c>Provider</c>, <c>Zendesk</c>, … from a closed set.</summary>
    public required string Use { get; init; }

    public required ApprovalChange Change { get; init; }

    /// <summary>Version of the words; 0 for approvals from before words were kept.</summary>
    public required int TextVersion { get; init; }

    /// <summary>What it is about: an id, an address, an operation.</summary>
    public PersonalText? Subject { get; init; }

    /// <summary>The words.</summary>
    public PersonalText? Text { get; init; }
}

public enum ApprovalChange
{
    Given,
    Withdrawn,
}
