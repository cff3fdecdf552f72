using System.Collections.Frozen;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Access;

namespace Raum.People.Sessions;

/// <summary>Who a session speaks for, as it is at this moment: a role that changed or a membership that ended shows at once.</summary>
/// <param name="ConfirmedAt">The last time the person proved who it is.</param>
public sealed record SessionIdentity(OrganizationId Organization, SessionId Id, UserId User, Role Role, DateTimeOffset ConfirmedAt)
{
    /// <summary>The organization's identity provider said who it is. Such a session changes no way in to the account: that is the person's, in every organization.</summary>
    public bool IsVouchedFor { get; init; }

    /// <summary>The person proved a second factor, or a passkey, which is two.</summary>
    public bool HasSecondFactor { get; init; }

    /// <summary>The organization demands a second factor that the person has not proved: all they may do is add one. An identity provider has rules of its own.</summary>
    public bool NeedsSecondFactor { get; init; }

    /// <summary>The own session of who acts here, where that is another one: this one ends with it.</summary>
    public SessionId? BegunBy { get; init; }

    /// <summary>The admin who acts as the person; null when it is the person.</summary>
    public Impersonation? Impersonation { get; init; }

    /// <summary>Somebody of the platform's staff, who is no member: <see cref="Role"/> says nothing then. Null for members.</summary>
    public Visit? Visit { get; init; }

    /// <summary>A session of the Zendesk sidebar; null for every other.</summary>
    public Sidebar? Sidebar { get; init; }

    /// <summary>What the person is here, by name: the role, or <c>staff</c>, <c>support</c>, <c>claimed</c> for those who have none.</summary>
    public string RoleName =>
        Visit is not null ? "support"
        : Organization == OrganizationId.Installation ? "staff"
        : Sidebar is { Kind: SidebarKind.Claimed } ? "claimed"
        : Role.Name();

    /// <summary>What may be done in this session.</summary>
    public IReadOnlySet<Permission> Permissions
    {
        get
        {
            var allowed =
                NeedsSecondFactor ? PermissionMatrix.WithoutSecondFactor
                : Visit is not null ? PermissionMatrix.Visiting
                : Organization == OrganizationId.Installation ? PermissionMatrix.Staff
                : PermissionMatrix.Of(Role);
            return Impersonation is not null ? allowed.Intersect(PermissionMatrix.WhileImpersonating).ToFrozenSet()
                : Sidebar is { Kind: SidebarKind.Claimed } ? allowed.Intersect(PermissionMatrix.Claimed).ToFrozenSet()
                : Sidebar is not null ? allowed.Intersect(PermissionMatrix.Sidebar).ToFrozenSet()
                : allowed;
        }
    }

    /// <summary>As the audit log names it: with both identities where there are two.</summary>
    public AuditActor Actor =>
        Visit is not null ? AuditActor.Staff(User)
        : Sidebar is { Kind: SidebarKind.Claimed } ? AuditActor.User(User) with { Authenticated = false }
        : AuditActor.User(User) with { Impersonator = Impersonation?.By.ToString() };

    internal SessionIdentity Proved(IReadOnlyCollection<string> methods, bool demanded)
    {
        var has = methods.Any(method => method is SignInMethods.Totp or SignInMethods.RecoveryCode or SignInMethods.Passkey);
        var vouchedFor = methods.Contains(SignInMethods.Oidc) || Sidebar is not null;
        return this with { IsVouchedFor = vouchedFor, HasSecondFactor = has, NeedsSecondFactor = demanded && !has && !vouchedFor };
    }
}

/// <summary>Somebody acts as the session's person.</summary>
/// <param name="By">Who.</param>
public sealed record Impersonation(UserId By, DateTimeOffset Until);

/// <summary>Staff are in an organization that let them in.</summary>
/// <param name="Access">What the organization opened.</param>
public sealed record Visit(Guid Access, DateTimeOffset Until);

/// <summary>A session that has just begun, or got another secret.</summary>
/// <param name="Token">The only copy there will ever be: it goes into the person's cookie and nowhere else.</param>
public sealed record NewSession(SessionIdentity Identity, string Token, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"session {Identity.Id}";
}

/// <summary>A session as its person sees it.</summary>
/// <param name="Impersonation">An admin's, who acts or acted as the person. Those are shown for 30 days.</param>
public sealed record SessionSummary(
    SessionId Id,
    IReadOnlyList<string> Methods,
    DateTimeOffset CreatedAt,
    DateTimeOffset SeenAt,
    DateTimeOffset ExpiresAt,
    ImpersonationSummary? Impersonation
);

/// <summary>Who acted as a person, and why.</summary>
/// <param name="EndedAt">Null while it goes on.</param>
public sealed record ImpersonationSummary(UserId By, PersonalText Reason, DateTimeOffset? EndedAt);

/// <summary>As what somebody was proved: their account and their membership as they were then.</summary>
/// <param name="SessionsSince">Changes with the password.</param>
/// <param name="JoinedAt">Changes with a new membership.</param>
/// <param name="ProviderSince">Changes with the identity provider, where that vouched; null where it did not.</param>
internal sealed record Standing(DateTimeOffset SessionsSince, DateTimeOffset JoinedAt, DateTimeOffset? ProviderSince);

/// <summary>A session that stands, before it is known whether who asks may use it.</summary>
/// <param name="Epoch">When role, membership or credentials changed last.</param>
internal sealed record LiveSession(SessionIdentity Identity, byte[] SecretHash, DateTimeOffset Epoch, DateTimeOffset ExpiresAt);
