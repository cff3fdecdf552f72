using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Passwords;
using Raum.People.Sessions;

namespace Raum.People.SignIn;

/// <summary>Signing in (ORG-5). Every refusal is the same answer after the same work: nobody learns who has an account, or what was wrong.</summary>
public sealed class SignIns
{
    private const string SecondFactor = "second-factor";
    private const string MagicLink = "magic-link";
    private const int MostMagicLinks = 5;
    private static readonly TimeSpan SecondFactorStands = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MagicLinkStands = TimeSpan.FromMinutes(15);

    private readonly AccountStore _accounts;
    private readonly AccountGuard _guard;
    private readonly AccountPasswords _passwords;
    private readonly SecondFactors _factors;
    private readonly Ceremonies _ceremonies;
    private readonly InvitationLinks _invitations;
    private readonly SessionStore _sessions;

    internal SignIns(
        AccountStore accounts,
        AccountGuard guard,
        AccountPasswords passwords,
        SecondFactors factors,
        Ceremonies ceremonies,
        InvitationLinks invitations,
        SessionStore sessions
    ) =>
        (_accounts, _guard, _passwords, _factors, _ceremonies, _invitations, _sessions) = (
            accounts,
            guard,
            passwords,
            factors,
            ceremonies,
            invitations,
            sessions
        );

    /// <summary>With e-mail address and password; a second factor follows where the person has one.</summary>
    /// <param name="organization">Where to; null: where the person has been a member longest.</param>
    /// <returns><see cref="FailureCode.Unauthorized"/> for every refusal.</returns>
    public async Task<Outcome<SignInStep>> WithPasswordAsync(
        PersonalText? email,
        PersonalText? password,
        OrganizationId? organization,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        Account? account = null;
        if (EmailAddress.Read(email) is { } address)
        {
            var found = await _accounts.FindAsync(address, cancellationToken);
            if (!found.Succeeded)
            {
                return found.Failure;
            }

            account = found.Value;
        }

        var proven = await _passwords.ProveAsync(account, password, origin, cancellationToken);
        return proven.Succeeded
            ? await GoOnAsync(proven.Value, SignInMethods.Password, organization, null, origin, cancellationToken)
            : proven.Failure;
    }

    /// <summary>Begins a sign-in by mail. Whether there is such an account shows nowhere but in its mailbox.</summary>
    /// <param name="browser">SHA-256 of the asking browser's secret: the link works there only.</param>
    /// <returns>The token for the link, or null where no mail is to be sent: to nobody, and to who got five within 15 minutes.</returns>
    public async Task<Outcome<string?>> BeginMagicLinkAsync(EmailAddress email, byte[] browser, CancellationToken cancellationToken)
    {
        var account = await _accounts.FindAsync(email, cancellationToken);
        if (!account.Succeeded)
        {
            return account.Failure;
        }

        // Asked for nobody as well: the answer takes as long. Who asks again and again fills no mailbox.
        var user = account.Value is { MayUse: true } known ? known.Id : (UserId?)null;
        var sent = await _ceremonies.CountAsync(MagicLink, user, MagicLinkStands, cancellationToken);
        if (!sent.Succeeded)
        {
            return sent.Failure;
        }

        user = sent.Value < MostMagicLinks ? user : null;
        var state = Encoding.UTF8.GetBytes(Since(account.Value));
        var token = await _ceremonies.BeginAsync(MagicLink, user, MagicLinkStands, browser, state, cancellationToken);
        return !token.Succeeded ? token.Failure
            : user is null ? default(string)
            : token.Value;
    }

    /// <summary>With the link of a mail, once, in the browser that asked for it.</summary>
    public async Task<Outcome<SignInStep>> WithMagicLinkAsync(
        string? token,
        byte[]? browser,
        OrganizationId? organization,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var taken = await _ceremonies.TakeAsync(MagicLink, token, browser, cancellationToken);
        if (!taken.Succeeded)
        {
            return taken.Failure;
        }

        var account = await UsableAsync(taken.Value.User, Encoding.UTF8.GetString(taken.Value.State), cancellationToken);
        return account.Succeeded
            ? await GoOnAsync(account.Value, SignInMethods.MagicLink, organization, null, origin, cancellationToken)
            : account.Failure;
    }

    /// <summary>The second step: a code of the authenticator, or a recovery code.</summary>
    public async Task<Outcome<NewSession>> WithSecondFactorAsync(
        string? token,
        PersonalText? code,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var begun = await _ceremonies.TryAsync(SecondFactor, token, browser: null, cancellationToken);
        if (!begun.Succeeded)
        {
            return begun.Failure;
        }

        var state = Encoding.UTF8.GetString(begun.Value.State).Split('|');
        if (state.Length < 4)
        {
            // Half done before this version: begun again.
            return new Failure(FailureCode.Unauthorized);
        }

        var account = await UsableAsync(begun.Value.User, state[2], cancellationToken);
        if (!account.Succeeded)
        {
            return account.Failure;
        }

        var method = await _factors.ProveAsync(account.Value, code, origin, cancellationToken);
        if (!method.Succeeded)
        {
            return method.Failure;
        }

        var ended = await _ceremonies.EndAsync(begun.Value, cancellationToken);
        if (!ended.Succeeded)
        {
            return ended.Failure;
        }

        OrganizationId? organization = OrganizationId.TryParse(state[1], out var wanted) ? wanted : null;
        DateTimeOffset? since = state[3] is { Length: > 0 } ticks
            ? new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero)
            : null;
        return await StartAsync(account.Value, [state[0], method.Value], organization, since, origin, cancellationToken);
    }

    /// <summary>Accepts an invitation: somebody new chooses a password, somebody who has an account proves it.</summary>
    /// <returns><see cref="FailureCode.Gone"/> for a link that cannot be used; <see cref="FailureCode.InvalidRequest"/> for a password that may not be chosen.</returns>
    public async Task<Outcome<SignInStep>> WithInvitationAsync(
        string? token,
        PersonalText? name,
        PersonalText? password,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var invited = await _invitations.OpenAsync(token, cancellationToken);
        if (!invited.Succeeded)
        {
            return invited.Failure;
        }

        var known = await _accounts.FindAsync(invited.Value.Email, cancellationToken);
        if (!known.Succeeded)
        {
            return known.Failure;
        }

        var account = known.Value is { } there
            ? await _passwords.ProveAsync(there, password, origin, cancellationToken)
            : await _passwords.RegisterAsync(invited.Value.Email, name, password, cancellationToken);
        if (!account.Succeeded)
        {
            return account.Failure;
        }

        var accepted = await _invitations.AcceptAsync(invited.Value, account.Value.Id, cancellationToken);
        return accepted.Succeeded
            ? await GoOnAsync(account.Value, SignInMethods.Password, invited.Value.Organization, null, origin, cancellationToken)
            : accepted.Failure;
    }

    /// <summary>The signed-in person proves again who it is, by password or a code.</summary>
    public async Task<Outcome<NewSession>> ConfirmAsync(
        SessionIdentity session,
        PersonalText? password,
        PersonalText? code,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var account = await UsableAsync(session.User, since: null, cancellationToken);
        if (!account.Succeeded)
        {
            return account.Failure;
        }

        if (account.Value.HasTotp)
        {
            var factor = await _factors.ProveAsync(account.Value, code, origin, cancellationToken);
            if (!factor.Succeeded)
            {
                return factor.Failure;
            }
        }
        else
        {
            var proven = await _passwords.ProveAsync(account.Value, password, origin, cancellationToken);
            if (!proven.Succeeded)
            {
                return proven.Failure;
            }
        }

        return await _sessions.ConfirmAsync(session, cancellationToken);
    }

    /// <summary>A browser's own secret as a ceremony keeps it.</summary>
    public static byte[] BrowserHash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>One factor is proven; the other follows, or the session begins.</summary>
    /// <param name="providerSince">Of a provider that vouched: it must be the same when the session begins.</param>
    internal async Task<Outcome<SignInStep>> GoOnAsync(
        Account account,
        string method,
        OrganizationId? organization,
        DateTimeOffset? providerSince,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        if (!account.HasTotp)
        {
            var started = await StartAsync(account, [method], organization, providerSince, origin, cancellationToken);
            return started.Succeeded ? new SignInStep(started.Value, null) : started.Failure;
        }

        var token = await _ceremonies.BeginAsync(
            SecondFactor,
            account.Id,
            SecondFactorStands,
            browser: null,
            Encoding.UTF8.GetBytes(
                $"{method}|{organization}|{Since(account)}|{providerSince?.UtcTicks.ToString(CultureInfo.InvariantCulture)}"
            ),
            cancellationToken
        );
        return token.Succeeded ? new SignInStep(null, token.Value) : token.Failure;
    }

    internal async Task<Outcome<NewSession>> StartAsync(
        Account account,
        IReadOnlyList<string> methods,
        OrganizationId? organization,
        DateTimeOffset? providerSince,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var memberships = await _guard.MembershipsAsync(account.Id, cancellationToken);
        if (!memberships.Succeeded)
        {
            return memberships.Failure;
        }

        var (home, role, joinedAt) = memberships.Value.FirstOrDefault(member =>
            organization is null || member.Organization == organization
        );
        if (home == default)
        {
            return await _guard.RefuseAsync(account.Id, methods[^1], SignInFault.NotAllowed, origin, cancellationToken);
        }

        var standing = new Standing(account.SessionsSince, joinedAt, providerSince);
        var started = await _sessions.StartAsync(home, account.Id, role, methods, origin, standing, cancellationToken);
        return started.Failure is { Code: FailureCode.Unauthorized }
            ? await _guard.RefuseAsync(account.Id, methods[^1], SignInFault.NotAllowed, origin, cancellationToken)
            : started;
    }

    /// <summary>What an account was when a sign-in began: a password that is replaced before its end ends it.</summary>
    private static string Since(Account? account) => (account?.SessionsSince.UtcTicks ?? 0).ToString(CultureInfo.InvariantCulture);

    /// <param name="since">As <see cref="Since"/> said when the sign-in began; null where it begins now.</param>
    private async Task<Outcome<Account>> UsableAsync(UserId? user, string? since, CancellationToken cancellationToken)
    {
        if (user is not { } id)
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var account = await _accounts.FindAsync(id, cancellationToken);
        return !account.Succeeded ? account.Failure
            : account.Value is { MayUse: true } usable && (since is null || since == Since(usable)) ? usable
            : new Failure(FailureCode.Unauthorized);
    }
}

/// <summary>Either the session, or the token with which the second factor follows.</summary>
public sealed record SignInStep(NewSession? Session, string? SecondFactor)
{
    public override string ToString() => Session is null ? "second factor" : "session";
}
