using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Accounts;
using Raum.People.Mail;
using Raum.People.Sessions;

namespace Raum.People.SignIn;

/// <summary>What a signed-in person changes about their own ways in. Each change is on record; a changed password ends every session.</summary>
public sealed class OwnAccount
{
    private readonly AccountStore _accounts;
    private readonly AccountPasswords _passwords;
    private readonly SecondFactors _factors;
    private readonly SessionStore _sessions;
    private readonly CredentialLetters _letters;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    internal OwnAccount(
        AccountStore accounts,
        AccountPasswords passwords,
        SecondFactors factors,
        SessionStore sessions,
        CredentialLetters letters,
        IAuditLog audit,
        TimeProvider clock
    ) =>
        (_accounts, _passwords, _factors, _sessions, _letters, _audit, _clock) = (
            accounts,
            passwords,
            factors,
            sessions,
            letters,
            audit,
            clock
        );

    /// <summary>Address and name of the person.</summary>
    public async Task<Outcome<Profile>> ProfileAsync(UserId user, CancellationToken cancellationToken)
    {
        var profiles = await _accounts.ProfilesAsync([user], cancellationToken);
        return !profiles.Succeeded ? profiles.Failure
            : profiles.Value.TryGetValue(user, out var profile) ? profile
            : new Failure(FailureCode.NotFound);
    }

    /// <summary>Replaces the password, and with it every session; the answer is the one that goes on.</summary>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for a password that may not be chosen.</returns>
    public async Task<Outcome<NewSession>> ChangePasswordAsync(
        SessionIdentity session,
        PersonalText? password,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var account = await _accounts.FindAsync(session.User, cancellationToken);
        var profile = await ProfileAsync(session.User, cancellationToken);
        if (!account.Succeeded || !profile.Succeeded || account.Value is not { } known)
        {
            return account.Failure ?? profile.Failure ?? new Failure(FailureCode.Unauthorized);
        }

        // What was proved for the session that ends is as true for the one that follows.
        var methods = await _sessions.MethodsAsync(session, cancellationToken);
        if (!methods.Succeeded)
        {
            return methods.Failure;
        }

        // On record before it is so: a password that changed without a trace is worse than a trace of one that did not.
        var recorded = await RecordAsync(session, SignInMethods.Password, CredentialChange.Rotated, cancellationToken);
        if (!recorded.Succeeded)
        {
            return recorded.Failure;
        }

        var changed = await _passwords.ChangeAsync(known, EmailAddress.Read(profile.Value.Email), password, cancellationToken);
        if (changed.Succeeded)
        {
            _letters.Send(profile.Value.Email, SignInMethods.Password, CredentialChange.Rotated);
        }

        return changed.Succeeded
            ? await _sessions.StartAsync(session.Organization, session.User, session.Role, methods.Value, origin, cancellationToken)
            : changed.Failure;
    }

    /// <summary>A secret for an authenticator app, in base32; it counts with the first code.</summary>
    /// <returns><see cref="FailureCode.Conflict"/> when there is one already.</returns>
    public Task<Outcome<string>> BeginTotpAsync(SessionIdentity session, CancellationToken cancellationToken) =>
        _factors.BeginAsync(session.User, cancellationToken);

    /// <returns>Recovery codes, shown this once; <see cref="FailureCode.InvalidRequest"/> for a wrong code.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> FinishTotpAsync(
        SessionIdentity session,
        PersonalText? code,
        CancellationToken cancellationToken
    )
    {
        var codes = await _factors.CountFromNowAsync(
            session.User,
            code,
            Recording(session, SignInMethods.Totp, CredentialChange.Set),
            cancellationToken
        );
        if (codes.Succeeded)
        {
            var proved = await _sessions.AddMethodAsync(session, SignInMethods.Totp, cancellationToken);
            if (!proved.Succeeded)
            {
                return proved.Failure;
            }
        }

        return await TellAsync(codes, session, SignInMethods.Totp, CredentialChange.Set, cancellationToken);
    }

    public async Task<Outcome<Done>> RemoveTotpAsync(SessionIdentity session, CancellationToken cancellationToken) =>
        await TellAsync(
            await _factors.RemoveAsync(session.User, Recording(session, SignInMethods.Totp, CredentialChange.Removed), cancellationToken),
            session,
            SignInMethods.Totp,
            CredentialChange.Removed,
            cancellationToken
        );

    /// <summary>New recovery codes in place of the old ones.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> without an authenticator, which they stand in for.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> RenewRecoveryCodesAsync(SessionIdentity session, CancellationToken cancellationToken)
    {
        var account = await _accounts.FindAsync(session.User, cancellationToken);
        if (!account.Succeeded || account.Value is not { HasTotp: true })
        {
            return account.Failure ?? new Failure(FailureCode.NotFound);
        }

        var codes = await _factors.RenewCodesAsync(
            session.User,
            Recording(session, SignInMethods.RecoveryCode, CredentialChange.Rotated),
            cancellationToken
        );
        return await TellAsync(codes, session, SignInMethods.RecoveryCode, CredentialChange.Rotated, cancellationToken);
    }

    /// <summary>Records a change within the transaction that makes it: none is so without a trace.</summary>
    internal Recorder Recording(SessionIdentity session, string method, CredentialChange change) =>
        async cancellationToken =>
        {
            var recorded = await RecordAsync(session, method, change, cancellationToken);
            return recorded.Succeeded ? default(Done) : recorded.Failure;
        };

    /// <summary>Tells the person of a change that was made.</summary>
    internal async Task<Outcome<T>> TellAsync<T>(
        Outcome<T> changed,
        SessionIdentity session,
        string method,
        CredentialChange change,
        CancellationToken cancellationToken
    )
    {
        if (changed.Succeeded)
        {
            await TellAsync(session.User, method, change, cancellationToken);
        }

        return changed;
    }

    /// <summary>Where the address cannot be read now, nobody is told: the change has happened and is on record.</summary>
    private async Task TellAsync(UserId user, string method, CredentialChange change, CancellationToken cancellationToken)
    {
        var profile = await ProfileAsync(user, cancellationToken);
        if (profile.Succeeded)
        {
            _letters.Send(profile.Value.Email, method, change);
        }
    }

    private async Task<Outcome<long>> RecordAsync(
        SessionIdentity session,
        string method,
        CredentialChange change,
        CancellationToken cancellationToken
    ) =>
        await _audit.AppendAsync(
            session.Organization,
            [PeopleEvents.Method(session.User, method, change, _clock.GetUtcNow())],
            cancellationToken
        );
}
