namespace Raum.People.Access;

/// <summary>Everything that somebody may do with an organization. Each route of the API names one; docs/security/permissions.md has the table.</summary>
public enum Permission
{
    /// <summary>See and change one's own account and sessions. People only: no API key has an account.</summary>
    OwnAccount,

    /// <summary>See the session that asks, end it, and get tokens for it.</summary>
    OwnSession,

    /// <summary>Queue jobs.</summary>
    SubmitJobs,

    /// <summary>See the jobs that were given up, anybody's, and try them again.</summary>
    HandleDeadLetters,

    /// <summary>Read jobs, their answers and their masked prompts.</summary>
    ReadJobs,

    /// <summary>See quotas and what is used up.</summary>
    ReadUsage,

    /// <summary>Approve or reject drafts.</summary>
    DecideDrafts,

    /// <summary>Mask a text and see what was masked.</summary>
    TryMasking,

    /// <summary>Send a ticket the whole way without delivering anything, with texts on trial, and see what was asked and answered (FLOW-8). People only.</summary>
    Simulate,

    /// <summary>Read the audit log, export it, prove entries.</summary>
    ReadAudit,

    /// <summary>Open sealed texts of the audit log to search in them. People only: each search is somebody's.</summary>
    SearchContent,

    /// <summary>Ask for the erasure of a person, and follow it.</summary>
    HandlePrivacyRequests,

    /// <summary>Read procedures and articles, and their versions.</summary>
    ReadKnowledge,

    /// <summary>Write, roll back and delete procedures and articles.</summary>
    ManageKnowledge,

    /// <summary>See who is a member, and in which role.</summary>
    ReadMembers,

    /// <summary>Invite people, change roles, end memberships.</summary>
    ManageMembers,

    /// <summary>Make and end API keys.</summary>
    ManageApiKeys,

    /// <summary>Say how members sign in: the identity provider, the demanded second factor.</summary>
    ManageSignIn,

    /// <summary>See settings and their versions, approvals, sinks, alert rules and retention. People only.</summary>
    ReadSettings,

    /// <summary>Change the settings, and take changes back.</summary>
    ManageSettings,

    /// <summary>Put in, replace and take away keys of AI providers, and the secret of callbacks.</summary>
    ManageCredentials,

    /// <summary>Approve integrations and uses of data in writing, and withdraw that.</summary>
    ManageApprovals,

    /// <summary>Say where the audit log is pushed, what raises an alert, how long contents are kept; place and lift legal holds.</summary>
    ManageAudit,

    /// <summary>Act as another member of no higher role, for an hour at most.</summary>
    Impersonate,

    /// <summary>Let the platform's staff in, and end it.</summary>
    ManageSupport,

    /// <summary>Enter an organization that let the staff in. Staff only: no role and no key has it.</summary>
    VisitForSupport,
}
