using System.Collections.Frozen;
using Raum.Core;
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

    /// <summary>What the person may do in this session.</summary>
    public IReadOnlySet<Permission> Permissions => NeedsSecondFactor ? OwnAccountOnly : PermissionMatrix.Of(Role);

    private static readonly IReadOnlySet<Permission> OwnAccountOnly = FrozenSet.Create(Permission.OwnAccount);

    internal SessionIdentity Proved(IReadOnlyCollection<string> methods, bool demanded)
    {
        var has = methods.Any(method => method is SignInMethods.Totp or SignInMethods.RecoveryCode or SignInMethods.Passkey);
        var vouchedFor = methods.Contains(SignInMethods.Oidc);
        return this with { IsVouchedFor = vouchedFor, HasSecondFactor = has, NeedsSecondFactor = demanded && !has && !vouchedFor };
    }
}

/// <summary>A session that has just begun, or got another secret.</summary>
/// <param name="Token">The only copy there will ever be: it goes into the person's cookie and nowhere else.</param>
public sealed record NewSession(SessionIdentity Identity, string Token, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"session {Identity.Id}";
}

/// <summary>A session as its person sees it.</summary>
public sealed record SessionSummary(
    SessionId Id,
    IReadOnlyList<string> Methods,
    DateTimeOffset CreatedAt,
    DateTimeOffset SeenAt,
    DateTimeOffset ExpiresAt
);

/// <summary>A session that stands, before it is known whether who asks may use it.</summary>
/// <param name="Epoch">When role, membership or credentials changed last.</param>
internal sealed record LiveSession(SessionIdentity Identity, byte[] SecretHash, DateTimeOffset Epoch, DateTimeOffset ExpiresAt);
