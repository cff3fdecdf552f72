using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Accounts;
using Raum.People.Passwords;

namespace Raum.People.SignIn;

/// <summary>Passwords of accounts: proven, chosen, replaced.</summary>
internal sealed class AccountPasswords(
    RaumDatabase database,
    AccountStore accounts,
    AccountGuard guard,
    PasswordHashing hashing,
    PasswordRules rules,
    TimeProvider clock
)
{
    private static readonly UserId Nobody = new(Guid.Empty);

    /// <summary>Compares. An unknown account, one that rests and one without a password take as long as any other.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> for every refusal.</returns>
    public async Task<Outcome<Account>> ProveAsync(
        Account? account,
        PersonalText? typed,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        // Counted for nobody as well: a database that cannot be written to tells nobody apart.
        var attempt = await guard.TryAttemptAsync(account?.Id ?? Nobody, cancellationToken);
        if (!attempt.Succeeded)
        {
            return attempt.Failure;
        }

        var password = NormalPassword.Read(typed);
        var mayMatch = attempt.Value && password is not null;
        var match = await hashing.CompareAsync(
            mayMatch ? account?.PasswordHash : null,
            password ?? NormalPassword.Read(new PersonalText("-"))!,
            cancellationToken
        );
        if (!match.Succeeded)
        {
            return match.Failure;
        }

        if (account is null)
        {
            return new Failure(FailureCode.Unauthorized);
        }

        if (match.Value == PasswordMatch.No || !account.MayUse)
        {
            var fault =
                !attempt.Value ? SignInFault.Locked
                : account.MayUse ? SignInFault.WrongSecret
                : SignInFault.NotAllowed;
            return await guard.RefuseAsync(account.Id, SignInMethods.Password, fault, origin, cancellationToken);
        }

        var cleared = await guard.SucceededAsync(account.Id, isLast: !account.HasTotp, cancellationToken);
        if (cleared.Succeeded && match.Value == PasswordMatch.YesWithOldCost)
        {
            cleared = await RehashAsync(account, password!, cancellationToken);
        }

        return cleared.Succeeded ? account : cleared.Failure;
    }

    /// <summary>Makes the account of an invited person.</summary>
    public async Task<Outcome<Account>> RegisterAsync(
        EmailAddress email,
        PersonalText? name,
        PersonalText? typed,
        CancellationToken cancellationToken
    )
    {
        var password = rules.Check(typed, email);
        if (!password.Succeeded)
        {
            return password.Failure;
        }

        var hash = await hashing.HashAsync(password.Value, cancellationToken);
        if (!hash.Succeeded)
        {
            return hash.Failure;
        }

        var created = await accounts.CreateAsync(email, name, hash.Value, cancellationToken);
        if (!created.Succeeded)
        {
            return created.Failure;
        }

        var account = await accounts.FindAsync(created.Value, cancellationToken);
        return account is { Succeeded: true, Value: { } found } ? found : account.Failure ?? new Failure(FailureCode.Gone);
    }

    /// <summary>Replaces the password. Every session that began before it has ended, in every organization.</summary>
    public async Task<Outcome<Done>> ChangeAsync(
        Account account,
        EmailAddress? email,
        PersonalText? typed,
        CancellationToken cancellationToken
    )
    {
        var password = rules.Check(typed, email);
        if (!password.Succeeded)
        {
            return password.Failure;
        }

        var hash = await hashing.HashAsync(password.Value, cancellationToken);
        return hash.Succeeded ? await StoreAsync(account, hash.Value, clock.GetUtcNow(), cancellationToken) : hash.Failure;
    }

    private async Task<Outcome<Done>> RehashAsync(Account account, NormalPassword password, CancellationToken cancellationToken)
    {
        var hash = await hashing.HashAsync(password, cancellationToken);
        return hash.Succeeded ? await StoreAsync(account, hash.Value, sessionsSince: null, cancellationToken) : hash.Failure;
    }

    private Task<Outcome<Done>> StoreAsync(
        Account account,
        string hash,
        DateTimeOffset? sessionsSince,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<Done>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update people.account set password_hash = $3,
                      password_changed_at = coalesce($4::timestamptz, password_changed_at), sessions_since = coalesce($4::timestamptz, sessions_since)
                    where organization_id = $1 and user_id = $2
                    """,
                    OrganizationId.Installation.Value,
                    account.Id.Value,
                    hash,
                    sessionsSince
                );
                await update.ExecuteNonQueryAsync(stop);
                return default(Done);
            },
            cancellationToken
        );
}
