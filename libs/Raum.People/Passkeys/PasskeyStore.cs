using Microsoft.AspNetCore.Identity;
using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.People.SignIn;

namespace Raum.People.Passkeys;

/// <summary>A person, as ASP.NET Core Identity's passkey handler knows them: an id.</summary>
internal sealed record PasskeyUser(UserId Id);

/// <summary>Passkeys in Postgres, in the form that ASP.NET Core Identity asks for.</summary>
internal sealed class PasskeyStore(RaumDatabase database, TimeProvider clock) : IUserPasskeyStore<PasskeyUser>
{
    private const string Columns =
        "credential_id, public_key, created_at, sign_count, transports, is_user_verified, is_backup_eligible, is_backed_up";

    private static readonly Guid Home = OrganizationId.Installation.Value;

    // Passkeys are added with a record, and used only while they are there: not through Identity.
    public Task AddOrUpdatePasskeyAsync(PasskeyUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <param name="record">Puts it on record, before it is so.</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for a passkey that is somebody's already.</returns>
    public Task<Outcome<Done>> TryAddAsync(
        PasskeyUser user,
        UserPasskeyInfo passkey,
        Recorder record,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<Done>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var insert = scope.CreateCommand(
                    """
                    insert into people.passkey (organization_id, credential_id, user_id, public_key, sign_count, transports,
                      is_user_verified, is_backup_eligible, is_backed_up, created_at)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing
                    """,
                    Home,
                    passkey.CredentialId,
                    user.Id.Value,
                    passkey.PublicKey,
                    (long)passkey.SignCount,
                    passkey.Transports ?? [],
                    passkey.IsUserVerified,
                    passkey.IsBackupEligible,
                    passkey.IsBackedUp,
                    passkey.CreatedAt
                );
                if (await insert.ExecuteNonQueryAsync(stop) != 1)
                {
                    return new Failure(FailureCode.InvalidRequest);
                }

                var recorded = await record(stop);
                return recorded.Succeeded ? default(Done) : recorded.Failure;
            },
            cancellationToken
        );

    /// <summary>Notes that a passkey was used, by the count that its device said.</summary>
    /// <returns>
    /// <see cref="FailureCode.Unauthorized"/> for one that was removed meanwhile, and for a count that another use has reached by now: two devices say that they
    /// are this one (WebAuthn level 3, 6.1.1).
    /// </returns>
    public Task<Outcome<Done>> UseAsync(PasskeyUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        database.RunAsync<Done>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update people.passkey set sign_count = $4, is_user_verified = $5, is_backed_up = $6, used_at = $7
                    where organization_id = $1 and credential_id = $2 and user_id = $3 and (sign_count < $4 or (sign_count = 0 and $4 = 0))
                    """,
                    Home,
                    passkey.CredentialId,
                    user.Id.Value,
                    (long)passkey.SignCount,
                    passkey.IsUserVerified,
                    passkey.IsBackedUp,
                    clock.GetUtcNow()
                );
                return await update.ExecuteNonQueryAsync(stop) == 1 ? default(Done) : new Failure(FailureCode.Unauthorized);
            },
            cancellationToken
        );

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        await ReadAsync(
            $"select {Columns} from people.passkey where organization_id = $1 and user_id = $2 order by created_at",
            user.Id.Value,
            null,
            cancellationToken
        );

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        (
            await ReadAsync(
                $"select {Columns} from people.passkey where organization_id = $1 and user_id = $2 and credential_id = $3",
                user.Id.Value,
                credentialId,
                cancellationToken
            )
        ).SingleOrDefault();

    public async Task<PasskeyUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var scope = await database.OpenAsync(OrganizationId.Installation, cancellationToken);
        await using var select = scope.CreateCommand(
            "select user_id from people.passkey where organization_id = $1 and credential_id = $2",
            Home,
            credentialId
        );
        return await select.ExecuteScalarAsync(cancellationToken) is Guid found ? new PasskeyUser(new UserId(found)) : null;
    }

    // Passkeys are removed with a record, not through Identity.
    public Task RemovePasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <param name="record">Puts it on record, before it is so.</param>
    /// <returns><see cref="FailureCode.NotFound"/> when the person has no such passkey.</returns>
    public Task<Outcome<Done>> TryRemoveAsync(UserId user, byte[] credentialId, Recorder record, CancellationToken cancellationToken) =>
        database.RunAsync<Done>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var delete = scope.CreateCommand(
                    "delete from people.passkey where organization_id = $1 and user_id = $2 and credential_id = $3",
                    Home,
                    user.Value,
                    credentialId
                );
                if (await delete.ExecuteNonQueryAsync(stop) != 1)
                {
                    return new Failure(FailureCode.NotFound);
                }

                var recorded = await record(stop);
                return recorded.Succeeded ? default(Done) : recorded.Failure;
            },
            cancellationToken
        );

    public Task<string> GetUserIdAsync(PasskeyUser user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Id.ToString());

    public Task<string?> GetNormalizedUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        GetUserNameAsync(user, cancellationToken);

    /// <summary>Whether there is such an account is asked when its session begins.</summary>
    public Task<PasskeyUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(Guid.TryParseExact(userId, "D", out var id) ? new PasskeyUser(new UserId(id)) : null);

    public Task<PasskeyUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        FindByIdAsync(normalizedUserName, cancellationToken);

    // Accounts are not made, named or removed through Identity.
    public Task SetUserNameAsync(PasskeyUser user, string? userName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task SetNormalizedUserNameAsync(PasskeyUser user, string? normalizedName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IdentityResult> CreateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> UpdateAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        Task.FromResult(IdentityResult.Success);

    public Task<IdentityResult> DeleteAsync(PasskeyUser user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose() { }

    private async Task<List<UserPasskeyInfo>> ReadAsync(string sql, Guid user, byte[]? credentialId, CancellationToken cancellationToken)
    {
        await using var scope = await database.OpenAsync(OrganizationId.Installation, cancellationToken);
        await using var select = credentialId is null
            ? scope.CreateCommand(sql, Home, user)
            : scope.CreateCommand(sql, Home, user, credentialId);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var found = new List<UserPasskeyInfo>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(Read(reader));
        }

        return found;
    }

    /// <summary>What the device attested is not kept: nothing is decided by it.</summary>
    private static UserPasskeyInfo Read(NpgsqlDataReader reader) =>
        new(
            reader.GetFieldValue<byte[]>(0),
            reader.GetFieldValue<byte[]>(1),
            reader.GetFieldValue<DateTimeOffset>(2),
            (uint)reader.GetInt64(3),
            reader.GetFieldValue<string[]>(4),
            reader.GetBoolean(5),
            reader.GetBoolean(6),
            reader.GetBoolean(7),
            [],
            []
        );
}
