namespace Raum.Organizations.Approvals;

/// <summary>Integrations and uses of data that are off until an admin approves them in writing (ORG-10). Names are stored.</summary>
public enum ApprovedUse
{
    /// <summary>An account at an AI provider. The subject is its id.</summary>
    Provider,

    /// <summary>The link to a Zendesk account. The subject is its address.</summary>
    Zendesk,

    /// <summary>Answers to an address of the organization's own. The subject is the address.</summary>
    Callback,

    /// <summary>A sink of the audit log, or a destination of alerts. The subject is its id.</summary>
    AuditSink,

    /// <summary>Contents and network addresses to a sink. The subject is the sink's id.</summary>
    AuditContent,

    /// <summary>An integration that handles data outside of the organization's region (ORG-9). The subject is the region and the integration's, as in <c>us:https://crm.example.com/raum</c>.</summary>
    OtherRegion,

    /// <summary>Public replies that no person has seen (FLOW-5). The subject is the operation.</summary>
    UnseenReplies,
}

/// <summary>The words that an admin approves. A change of words is a new version; approvals keep the words they were given for.</summary>
/// <param name="Version">From 1.</param>
public sealed record ApprovalText(ApprovedUse Use, int Version, string Text)
{
    /// <summary>The present words of each use.</summary>
    public static IReadOnlyList<ApprovalText> Current { get; } =
    [
        new(
            ApprovedUse.Provider,
            1,
            "The provider of this account may not train on anything that is sent to it, by contract or by its terms. Masked texts of ours may be sent to it."
        ),
        new(
            ApprovedUse.Zendesk,
            1,
            "Raum may read tickets of this Zendesk account and the people they name, and write to tickets what our settings let go."
        ),
        new(ApprovedUse.Callback, 1, "Answers may be sent to this address, with the personal data in them."),
        new(
            ApprovedUse.AuditSink,
            1,
            "What the kind of this sink says (entries of our audit log without their contents, its checkpoints, or alerts) may be sent to it."
        ),
        new(ApprovedUse.AuditContent, 1, "Contents of our audit log and network addresses may be sent to this sink."),
        new(
            ApprovedUse.OtherRegion,
            2,
            "This integration handles our data in the region that is named with it, outside of our own. We accept that."
        ),
        new(ApprovedUse.UnseenReplies, 1, "Public replies of this operation may go to customers without a person having seen them."),
    ];

    public static ApprovalText Of(ApprovedUse use) => Current.Single(text => text.Use == use);
}
