using System.Security.Cryptography;
using System.Text;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;

namespace Raum.People.SingleSignOn;

/// <summary>Who a provider's people are here. The first time they become members; whose membership was ended stays out.</summary>
internal sealed class ExternalIdentities(
    RaumDatabase database,
    AccountStore accounts,
    EmailIndex index,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <summary>The account of who signed in at the organization's provider, which is a member from now on.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> for somebody who was removed, or whose address is another person's at the provider.</returns>
    public async Task<Outcome<Account>> MemberAsync(
        IdentityProvider provider,
        IdToken token,
        EmailAddress email,
        CancellationToken cancellationToken
    )
    {
        var subject = SHA256.HashData(Encoding.UTF8.GetBytes($"{provider.Issuer}\n{token.Subject.Reveal()}"));
        var known = await KnownAsync(provider.Organization, subject, cancellationToken);
        if (!known.Succeeded)
        {
            return known.Failure;
        }

        var address = await index.OfAsync(email, cancellationToken);
        if (!address.Succeeded)
        {
            return address.Failure;
        }

        var account = known.Value is { } id ? await accounts.FindAsync(id, cancellationToken) : default(Account);
        // The account of before was removed: who was invited anew since has another one.
        var gone = account is { Succeeded: true, Value: null } ? known.Value : null;
        if (account is { Succeeded: true, Value: null })
        {
            account = await accounts.FindAsync(email, cancellationToken);
        }

        if (account is { Succeeded: true, Value: null } && known.Value is null)
        {
            account = await CreateAsync(provider.Organization, email, address.Value, token.Name, cancellationToken);
        }

        if (!account.Succeeded || account.Value is not { MayUse: true } usable)
        {
            return account.Failure ?? new Failure(FailureCode.Unauthorized);
        }

        var joined = await JoinAsync(provider, subject, usable.Id, gone, address.Value, cancellationToken);
        return joined.Succeeded ? usable : joined.Failure;
    }

    /// <summary>An account for somebody new; none for who was removed and whose account went after that.</summary>
    private async Task<Outcome<Account?>> CreateAsync(
        OrganizationId organization,
        EmailAddress email,
        byte[] address,
        PersonalText? name,
        CancellationToken cancellationToken
    )
    {
        var removed = await database.RunAsync<bool>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    "select exists (select from people.membership where organization_id = $1 and address_index = $2)",
                    organization.Value,
                    address
                );
                return await select.ExecuteScalarAsync(stop) is true;
            },
            cancellationToken
        );
        if (!removed.Succeeded || removed.Value)
        {
            return removed.Succeeded ? default(Account) : removed.Failure;
        }

        var created = await accounts.CreateAsync(email, name, passwordHash: null, cancellationToken);
        return created.Succeeded || created.Failure.Code == FailureCode.Conflict
            ? await accounts.FindAsync(email, cancellationToken)
            : created.Failure;
    }

    private Task<Outcome<UserId?>> KnownAsync(OrganizationId organization, byte[] subject, CancellationToken cancellationToken) =>
        database.RunAsync<UserId?>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    "select user_id from people.external_identity where organization_id = $1 and subject_hash = $2",
                    organization.Value,
                    subject
                );
                return await select.ExecuteScalarAsync(stop) is Guid user ? new UserId(user) : default(UserId?);
            },
            cancellationToken
        );

    /// <param name="gone">The account that the subject was known by, which was removed.</param>
    /// <param name="address">The keyed hash of the person's address: by it who was removed is known when the account is not there any more.</param>
    private Task<Outcome<Done>> JoinAsync(
        IdentityProvider provider,
        byte[] subject,
        UserId user,
        UserId? gone,
        byte[] address,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<Done>(
            provider.Organization,
            async (scope, stop) =>
            {
                var now = clock.GetUtcNow();
                var organization = provider.Organization.Value;
                // The provider answered when it liked: it may have been removed or changed meanwhile, and with it what its people become.
                await using var stands = scope.CreateCommand(
                    "select exists (select from people.identity_provider where organization_id = $1 and changed_at = $2 for share)",
                    organization,
                    provider.ChangedAt
                );
                if (await stands.ExecuteScalarAsync(stop) is not true)
                {
                    return new Failure(FailureCode.Unauthorized);
                }

                // An admin sets the provider, and it says of anybody who they are: it opens no owner's account, or an admin could become one.
                await using var barred = scope.CreateCommand(
                    """
                    select exists (
                      select from people.membership m
                      where m.organization_id = $1
                        and ((m.user_id = $2 and (m.removed_at is not null or m.role = $3))
                          or (m.user_id <> $2 and m.address_index = $4 and not exists (
                            select from people.membership own
                            where own.organization_id = $1 and own.user_id = $2 and own.removed_at is null)))
                      for share of m)
                    """,
                    organization,
                    user.Value,
                    Role.Owner.Name(),
                    address
                );
                if (await barred.ExecuteScalarAsync(stop) is true)
                {
                    return new Failure(FailureCode.Unauthorized);
                }

                if (gone is { } before)
                {
                    await using var unbind = scope.CreateCommand(
                        """
                        delete from people.external_identity where organization_id = $1 and subject_hash = $2 and user_id = $3
                          and exists (select from people.membership where organization_id = $1 and user_id = $4 and removed_at is null)
                        """,
                        organization,
                        subject,
                        before.Value,
                        user.Value
                    );
                    await unbind.ExecuteNonQueryAsync(stop);
                }

                await using var bind = scope.CreateCommand(
                    "insert into people.external_identity (organization_id, subject_hash, user_id, created_at) values ($1, $2, $3, $4) on conflict do nothing",
                    organization,
                    subject,
                    user.Value,
                    now
                );
                await bind.ExecuteNonQueryAsync(stop);
                await using var bound = scope.CreateCommand(
                    "select exists (select from people.external_identity where organization_id = $1 and subject_hash = $2 and user_id = $3)",
                    organization,
                    subject,
                    user.Value
                );
                return await bound.ExecuteScalarAsync(stop) is true
                    ? await MemberStore.AddAsync(scope, audit, user, provider.Role, "oidc", AuditActor.User(user), now, stop)
                    : new Failure(FailureCode.Unauthorized);
            },
            cancellationToken
        );
}
