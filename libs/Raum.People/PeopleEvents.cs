using System.Security.Cryptography;
using System.Text;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.People;

/// <summary>The records of this library, with what all of them have in common.</summary>
internal static class PeopleEvents
{
    /// <summary>A UUID of version 8 (RFC 9562, 5.8) for what is about one thing once: a call that is repeated after a failure records it once.</summary>
    public static Guid IdOf(string name, string subject)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"raum|{name}|{subject}")).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    public static SessionEnded Ended(UserId user, SessionId session, SessionEnd reason, AuditActor actor, DateTimeOffset at) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            Actor = actor,
            Correlation = new CorrelationId(session.Value),
            Target = AuditTarget.User(user),
            User = user,
            Session = session,
            Reason = reason,
        };

    public static MembershipChanged Member(
        UserId user,
        string? oldRole,
        string? newRole,
        string source,
        AuditActor actor,
        DateTimeOffset at
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            Actor = actor,
            Correlation = new CorrelationId(user.Value),
            Target = AuditTarget.User(user),
            User = user,
            OldRole = oldRole,
            NewRole = newRole,
            Source = source,
        };

    public static InvitationChanged Invitation(
        Guid invitation,
        string role,
        InvitationChange change,
        AuditActor actor,
        DateTimeOffset at
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            Actor = actor,
            Correlation = new CorrelationId(invitation),
            Target = new AuditTarget("invitation", invitation.ToString("D")),
            Invitation = invitation,
            Role = role,
            Change = change,
        };

    public static ApiKeyLeftBehind LeftBehind(ApiKeyId key, UserId maker, AuditActor actor, DateTimeOffset at) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            Actor = actor,
            Correlation = new CorrelationId(maker.Value),
            Target = new AuditTarget("api-key", key.ToString()),
            Key = key,
            Maker = maker,
        };

    public static SignInMethodChanged Method(UserId user, string method, CredentialChange change, DateTimeOffset at) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            Actor = AuditActor.User(user),
            Correlation = new CorrelationId(user.Value),
            Target = AuditTarget.User(user),
            User = user,
            Method = method,
            Change = change,
        };
}

/// <summary>What proves who somebody is. Names are stored and recorded; they never change their meaning.</summary>
public static class SignInMethods
{
    public const string Password = "password";
    public const string MagicLink = "magic-link";
    public const string Totp = "totp";
    public const string RecoveryCode = "recovery-code";
    public const string Passkey = "passkey";
    public const string Oidc = "oidc";

    /// <summary>Zendesk's own token of the sidebar.</summary>
    public const string Zendesk = "zendesk";

    /// <summary>A token by the key that a Zendesk account shares: it proves the account.</summary>
    public const string ZendeskClaimed = "zendesk-claimed";
}
