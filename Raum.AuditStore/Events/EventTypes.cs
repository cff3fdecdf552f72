using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using Raum.Core.Audit;

namespace Raum.AuditStore.Events;

/// <summary>Every event type there is: its name for ever, its class, its shape. An event that is not here cannot be recorded.</summary>
public static class EventTypes
{
    private static readonly EventType[] Registered =
    [
        new("job-queued.v1", AuditClass.AiOperation, typeof(JobQueued)),
        new("job-masked.v1", AuditClass.AiOperation, typeof(JobMasked)),
        new("job-provider-called.v1", AuditClass.AiOperation, typeof(JobProviderCalled)),
        new("job-held.v1", AuditClass.AiOperation, typeof(JobHeld)),
        new("job-decided.v1", AuditClass.AiOperation, typeof(JobDecided)),
        new("job-intended.v1", AuditClass.AiOperation, typeof(JobIntended)),
        new("job-delivered.v1", AuditClass.AiOperation, typeof(JobDelivered)),
        new("job-uncertain.v1", AuditClass.AiOperation, typeof(JobUncertain)),
        new("job-failed.v1", AuditClass.AiOperation, typeof(JobFailed)),
        new("job-retried.v1", AuditClass.AiOperation, typeof(JobRetried)),
        new("job-buried.v1", AuditClass.AiOperation, typeof(JobBuried)),
        new("organization-created.v1", AuditClass.Admin, typeof(OrganizationCreated)),
        new("closure-changed.v1", AuditClass.Admin, typeof(ClosureChanged)),
        new("setting-changed.v1", AuditClass.Admin, typeof(SettingChanged)),
        new("api-key-created.v1", AuditClass.Admin, typeof(ApiKeyCreated)),
        new("api-key-revoked.v1", AuditClass.Admin, typeof(ApiKeyRevoked)),
        new("credential-changed.v1", AuditClass.Admin, typeof(CredentialChanged)),
        new("kill-switch-changed.v1", AuditClass.Admin, typeof(KillSwitchChanged)),
        new("request-served.v1", AuditClass.DataAccess, typeof(RequestServed)),
        new("key-rotation-changed.v1", AuditClass.Admin, typeof(KeyRotationChanged)),
        new("bodies-removed.v1", AuditClass.Admin, typeof(BodiesRemoved)),
        new("privacy-request-changed.v1", AuditClass.Admin, typeof(PrivacyRequestChanged)),
        new("signed-in.v1", AuditClass.Authentication, typeof(SignedIn)),
        new("sign-in-failed.v1", AuditClass.Authentication, typeof(SignInFailed)),
        new("session-ended.v1", AuditClass.Authentication, typeof(SessionEnded)),
        new("sign-in-method-changed.v1", AuditClass.Authentication, typeof(SignInMethodChanged)),
        new("membership-changed.v1", AuditClass.Admin, typeof(MembershipChanged)),
        new("invitation-changed.v1", AuditClass.Admin, typeof(InvitationChanged)),
        new("keyring-moved.v1", AuditClass.Admin, typeof(KeyringMoved)),
        new("customer-key-changed.v1", AuditClass.Admin, typeof(CustomerKeyChanged)),
        new("sink-changed.v1", AuditClass.Admin, typeof(SinkChanged)),
        new("alert-raised.v1", AuditClass.Admin, typeof(AlertRaised)),
        new("log-reconciled.v1", AuditClass.Admin, typeof(LogReconciled)),
        new("requests-refused.v1", AuditClass.DataAccess, typeof(RequestsRefused)),
        new("denials-counted.v1", AuditClass.DataAccess, typeof(DenialsCounted)),
        new("log-truncated.v1", AuditClass.Admin, typeof(LogTruncated)),
        new("content-searched.v1", AuditClass.DataAccess, typeof(ContentSearched)),
        new("support-access-changed.v1", AuditClass.Admin, typeof(SupportAccessChanged)),
        new("impersonation-began.v1", AuditClass.Authentication, typeof(ImpersonationBegan)),
        new("knowledge-changed.v1", AuditClass.Admin, typeof(KnowledgeChanged)),
        new("approval-changed.v1", AuditClass.Admin, typeof(ApprovalChanged)),
        new("api-key-left-behind.v1", AuditClass.Admin, typeof(ApiKeyLeftBehind)),
        new("account-removed.v1", AuditClass.Admin, typeof(AccountRemoved)),
    ];

    private static readonly FrozenDictionary<string, EventType> ByName = Registered.ToFrozenDictionary(type => type.Name);

    private static readonly FrozenDictionary<Type, EventType> ByRecord = Registered.ToFrozenDictionary(type => type.Record);

    /// <summary>All types, in the order in which they were introduced.</summary>
    public static IReadOnlyList<EventType> All => Registered;

    /// <exception cref="InvalidOperationException">The record is not in the table.</exception>
    public static EventType Of(AuditEvent auditEvent) =>
        ByRecord.TryGetValue(auditEvent.GetType(), out var type)
            ? type
            : throw new InvalidOperationException($"{auditEvent.GetType()} is not a registered event type.");

    /// <exception cref="UnreadableEventException">A newer version wrote this type; a reader must stop, not skip it.</exception>
    public static EventType Named(string name) => ByName.TryGetValue(name, out var type) ? type : throw new UnreadableEventException();
}

/// <param name="Name">Stored with every event, for ever; ends in the version of its shape.</param>
public sealed record EventType(string Name, AuditClass Class, Type Record)
{
    internal JsonTypeInfo Json => EventBody.Options.GetTypeInfo(Record);
}
