using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Events;

/// <summary>A person's session began.</summary>
public sealed record SignedIn : AuditEvent
{
    public required UserId User { get; init; }

    public required SessionId Session { get; init; }

    /// <summary>What proved who it is, from a closed set: <c>password</c>, <c>totp</c>, <c>recovery-code</c>, <c>magic-link</c>, <c>passkey</c>, <c>oidc</c>, <c>zendesk</c>, <c>zendesk-claimed</c>.</summary>
    public required IReadOnlyList<string> Methods { get; init; }
}

/// <summary>Somebody tried to sign in as a member and was refused. An address without an account is on nobody's record.</summary>
public sealed record SignInFailed : AuditEvent
{
    public required UserId User { get; init; }

    /// <summary>As in <see cref="SignedIn.Methods"/>.</summary>
    public required string Method { get; init; }

    public required SignInFault Fault { get; init; }
}

public enum SignInFault
{
    /// <summary>The secret is not the person's, was used before, or has expired.</summary>
    WrongSecret,

    /// <summary>Too many failures lately: nothing was compared.</summary>
    Locked,

    /// <summary>The account or the membership has ended.</summary>
    NotAllowed,
}

/// <summary>A person's session ended before its time.</summary>
public sealed record SessionEnded : AuditEvent
{
    public required UserId User { get; init; }

    public required SessionId Session { get; init; }

    public required SessionEnd Reason { get; init; }
}

public enum SessionEnd
{
    SignedOut,
    Revoked,
    MembershipEnded,
    CredentialChanged,

    /// <summary>A refresh token came that had been used: somebody has a copy.</summary>
    TokenReused,
}

/// <summary>An admin began to act as another member. The actor is the admin; what follows in the session has the member as actor and the admin as impersonator.</summary>
public sealed record ImpersonationBegan : AuditEvent
{
    public required UserId User { get; init; }

    public required SessionId Session { get; init; }

    /// <summary>In the admin's own words.</summary>
    public required PersonalText Reason { get; init; }

    public required DateTimeOffset Until { get; init; }
}

/// <summary>The organization let the platform's staff in (ORG-11), or ended it; an operator assigned a person; the person came. What they did has them as actor, of kind <c>Staff</c>.</summary>
public sealed record SupportAccessChanged : AuditEvent
{
    public required Guid Access { get; init; }

    public required SupportAccessChange Change { get; init; }

    public UserId? Staff { get; init; }

    public SessionId? Session { get; init; }

    /// <summary>In the organization's own words.</summary>
    public PersonalText? Reason { get; init; }

    public DateTimeOffset? Until { get; init; }
}

public enum SupportAccessChange
{
    Opened,
    Assigned,
    Entered,
    Revoked,
}

/// <summary>A way in to an account was added, replaced or removed. No secret.</summary>
public sealed record SignInMethodChanged : AuditEvent
{
    public required UserId User { get; init; }

    /// <summary>As in <see cref="SignedIn.Methods"/>.</summary>
    public required string Method { get; init; }

    public required CredentialChange Change { get; init; }
}

/// <summary>A person became a member, got another role, or is a member no more.</summary>
public sealed record MembershipChanged : AuditEvent
{
    public required UserId User { get; init; }

    /// <summary>Null for a new member.</summary>
    public string? OldRole { get; init; }

    /// <summary>Null for one who left.</summary>
    public string? NewRole { get; init; }

    /// <summary><c>invitation</c>, <c>member</c> (another member did it), <c>oidc</c>, <c>scim</c> or <c>operator</c>.</summary>
    public required string Source { get; init; }
}

/// <summary>The account of a person who is a member nowhere any more was removed, with every way in to it. In the log of the installation.</summary>
public sealed record AccountRemoved : AuditEvent
{
    public required UserId User { get; init; }
}

/// <summary>Somebody was asked to become a member.</summary>
public sealed record InvitationChanged : AuditEvent
{
    public required Guid Invitation { get; init; }

    public required string Role { get; init; }

    public required InvitationChange Change { get; init; }
}

public enum InvitationChange
{
    Created,
    Accepted,
    Withdrawn,
}
