using System.Collections.Frozen;
using Raum.Organizations.ApiKeys;
using static Raum.People.Access.Permission;

namespace Raum.People.Access;

/// <summary>The one place that decides who may do what (ORG-2, ORG-3). What is not written here is denied.</summary>
public static class PermissionMatrix
{
    private static readonly FrozenDictionary<Role, FrozenSet<Permission>> ByRole = new Dictionary<Role, FrozenSet<Permission>>
    {
        [Role.Auditor] = [OwnAccount, OwnSession, ReadUsage, ReadAudit, SearchContent, ReadKnowledge, ReadMembers, ReadSettings],
        [Role.Agent] = [OwnAccount, OwnSession, SubmitJobs, HandleDeadLetters, ReadJobs, DecideDrafts, TryMasking, ReadKnowledge],
        [Role.Manager] =
        [
            OwnAccount,
            OwnSession,
            SubmitJobs,
            HandleDeadLetters,
            ReadJobs,
            ReadUsage,
            DecideDrafts,
            TryMasking,
            ReadKnowledge,
            ManageKnowledge,
            ReadMembers,
        ],
        [Role.Admin] =
        [
            OwnAccount,
            OwnSession,
            SubmitJobs,
            HandleDeadLetters,
            ReadJobs,
            ReadUsage,
            DecideDrafts,
            TryMasking,
            Simulate,
            ReadAudit,
            SearchContent,
            HandlePrivacyRequests,
            ReadKnowledge,
            ManageKnowledge,
            ReadMembers,
            ManageMembers,
            ManageApiKeys,
            ManageSignIn,
            ReadSettings,
            ManageSettings,
            ManageCredentials,
            ManageApprovals,
            ManageAudit,
            Impersonate,
            ManageSupport,
        ],
        [Role.Owner] =
        [
            OwnAccount,
            OwnSession,
            SubmitJobs,
            HandleDeadLetters,
            ReadJobs,
            ReadUsage,
            DecideDrafts,
            TryMasking,
            Simulate,
            ReadAudit,
            SearchContent,
            HandlePrivacyRequests,
            ReadKnowledge,
            ManageKnowledge,
            ReadMembers,
            ManageMembers,
            ManageApiKeys,
            ManageSignIn,
            ReadSettings,
            ManageSettings,
            ManageCredentials,
            ManageApprovals,
            ManageAudit,
            Impersonate,
            ManageSupport,
        ],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, FrozenSet<Permission>> ByScope = new Dictionary<string, FrozenSet<Permission>>
    {
        [ApiKeyScopes.Jobs] = [SubmitJobs, HandleDeadLetters, ReadJobs, ReadUsage],
        [ApiKeyScopes.Approve] = [DecideDrafts],
        [ApiKeyScopes.Audit] = [ReadAudit],
        [ApiKeyScopes.Redact] = [TryMasking],
        [ApiKeyScopes.Privacy] = [HandlePrivacyRequests],
        [ApiKeyScopes.Knowledge] = [ReadKnowledge, ManageKnowledge],
    }.ToFrozenDictionary();

    /// <summary>What is left of a role's permissions for an admin who acts as its person (ORG-7): the person's daily work, nothing that outlasts the hour or is theirs alone.</summary>
    public static IReadOnlySet<Permission> WhileImpersonating { get; } =
        FrozenSet.Create(OwnSession, SubmitJobs, ReadJobs, ReadUsage, DecideDrafts, TryMasking, ReadAudit, ReadKnowledge, ReadMembers);

    /// <summary>What the platform's staff may do at home, in the installation, whatever their role there (ORG-11).</summary>
    public static IReadOnlySet<Permission> Staff { get; } = FrozenSet.Create(OwnAccount, OwnSession, VisitForSupport);

    /// <summary>What staff may do in an organization that let them in: read its audit log, which holds headers and numbers. No text, no person, no key.</summary>
    public static IReadOnlySet<Permission> Visiting { get; } = FrozenSet.Create(OwnSession, ReadAudit);

    /// <summary>What is left of a role's permissions in the Zendesk sidebar (ORG-12): an agent's work, on jobs of one's own.</summary>
    public static IReadOnlySet<Permission> Sidebar { get; } = FrozenSet.Create(OwnSession, SubmitJobs, ReadJobs, DecideDrafts, TryMasking);

    /// <summary>What somebody may do who only claims to be an agent: draft, from texts that come along.</summary>
    public static IReadOnlySet<Permission> Claimed { get; } = FrozenSet.Create(OwnSession, SubmitJobs, ReadJobs, TryMasking);

    /// <summary>What is left while the organization demands a second factor that the person has not proved.</summary>
    public static IReadOnlySet<Permission> WithoutSecondFactor { get; } = FrozenSet.Create(OwnAccount, OwnSession);

    /// <summary>What a person of this role may do.</summary>
    public static IReadOnlySet<Permission> Of(Role role) =>
        ByRole.TryGetValue(role, out var allowed) ? allowed : FrozenSet<Permission>.Empty;

    /// <summary>What an API key with these scopes may do; a scope that nobody knows adds nothing.</summary>
    public static IReadOnlySet<Permission> Of(IEnumerable<string> scopes) =>
        scopes.SelectMany(scope => ByScope.TryGetValue(scope, out var allowed) ? allowed : FrozenSet<Permission>.Empty).ToFrozenSet();

    /// <summary>Whether a member may act as one of this role: never as one above their own.</summary>
    public static bool MayActAs(Role actor, Role role) => Of(actor).Contains(Impersonate) && role <= actor;

    /// <summary>Whether a member may give, take or end this role: never one above their own.</summary>
    public static bool MayAssign(Role actor, Role role) => Of(actor).Contains(ManageMembers) && role <= actor;
}
