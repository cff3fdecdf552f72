using System.Collections.Frozen;
using Raum.Organizations.ApiKeys;
using static Raum.People.Access.Permission;

namespace Raum.People.Access;

/// <summary>The one place that decides who may do what (ORG-2, ORG-3). What is not written here is denied.</summary>
public static class PermissionMatrix
{
    private static readonly FrozenDictionary<Role, FrozenSet<Permission>> ByRole = new Dictionary<Role, FrozenSet<Permission>>
    {
        [Role.Auditor] = [OwnAccount, ReadAudit, SearchContent, ReadMembers],
        [Role.Agent] = [OwnAccount, SubmitJobs, ReadJobs, DecideDrafts, TryMasking],
        [Role.Manager] = [OwnAccount, SubmitJobs, ReadJobs, DecideDrafts, TryMasking, ReadMembers],
        [Role.Admin] =
        [
            OwnAccount,
            SubmitJobs,
            ReadJobs,
            DecideDrafts,
            TryMasking,
            ReadAudit,
            SearchContent,
            HandlePrivacyRequests,
            ReadMembers,
            ManageMembers,
            ManageApiKeys,
            ManageSignIn,
        ],
        [Role.Owner] =
        [
            OwnAccount,
            SubmitJobs,
            ReadJobs,
            DecideDrafts,
            TryMasking,
            ReadAudit,
            SearchContent,
            HandlePrivacyRequests,
            ReadMembers,
            ManageMembers,
            ManageApiKeys,
            ManageSignIn,
        ],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, FrozenSet<Permission>> ByScope = new Dictionary<string, FrozenSet<Permission>>
    {
        [ApiKeyScopes.Jobs] = [SubmitJobs, ReadJobs],
        [ApiKeyScopes.Approve] = [DecideDrafts],
        [ApiKeyScopes.Audit] = [ReadAudit],
        [ApiKeyScopes.Redact] = [TryMasking],
        [ApiKeyScopes.Privacy] = [HandlePrivacyRequests],
    }.ToFrozenDictionary();

    /// <summary>What a person of this role may do.</summary>
    public static IReadOnlySet<Permission> Of(Role role) =>
        ByRole.TryGetValue(role, out var allowed) ? allowed : FrozenSet<Permission>.Empty;

    /// <summary>What an API key with these scopes may do; a scope that nobody knows adds nothing.</summary>
    public static IReadOnlySet<Permission> Of(IEnumerable<string> scopes) =>
        scopes.SelectMany(scope => ByScope.TryGetValue(scope, out var allowed) ? allowed : FrozenSet<Permission>.Empty).ToFrozenSet();

    /// <summary>Whether a member may give, take or end this role: never one above their own.</summary>
    public static bool MayAssign(Role actor, Role role) => Of(actor).Contains(ManageMembers) && role <= actor;
}
