using System.Security.Cryptography;
using System.Text;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.People.Accounts;

namespace Raum.People.SignIn;

/// <summary>Puts a change on record within the transaction that makes it.</summary>
internal delegate Task<Outcome<Done>> Recorder(CancellationToken cancellationToken);

/// <summary>Authenticator apps and recovery codes. A code works once; wrong ones count as wrong passwords do.</summary>
internal sealed class SecondFactors(RaumDatabase database, FieldSealer sealer, AccountGuard guard, TimeProvider clock)
{
    private const int SecretLength = 20; // RFC 4226, 4: 160 bits are recommended
    private const int CodeBytes = 17; // 136 bits: from 112 on one hash keeps them (ASVS 5.0, 6.5.2), and 128 is what nobody guesses (11.5.1)
    private const int Codes = 10;
    private static readonly Guid Home = OrganizationId.Installation.Value;

    /// <summary>Makes a new authenticator secret; it counts once a code of it was shown. An authenticator that counts already stays until then.</summary>
    /// <returns><see cref="FailureCode.Conflict"/> when there is one that counts: it is removed first.</returns>
    public async Task<Outcome<string>> BeginAsync(UserId user, CancellationToken cancellationToken)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretLength);
        var sealedSecret = await sealer.SealAsync(OrganizationId.Installation, Field(user), secret, cancellationToken);
        if (!sealedSecret.Succeeded)
        {
            return sealedSecret.Failure;
        }

        return await database.RunAsync<string>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    "update people.account set totp_sealed = $3, totp_step = 0 where organization_id = $1 and user_id = $2 and totp_confirmed_at is null",
                    Home,
                    user.Value,
                    sealedSecret.Value
                );
                return await update.ExecuteNonQueryAsync(stop) == 1 ? Base32.Encode(secret) : new Failure(FailureCode.Conflict);
            },
            cancellationToken
        );
    }

    /// <summary>The first code makes it count, and brings the recovery codes, shown this once.</summary>
    /// <param name="record">Puts it on record, before it is so: where that fails, nothing has changed.</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for a wrong code.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> CountFromNowAsync(
        UserId user,
        PersonalText? code,
        Recorder record,
        CancellationToken cancellationToken
    )
    {
        var used = await UseCodeAsync(user, code, mustCount: false, record, cancellationToken);
        return !used.Succeeded ? used.Failure
            : used.Value ? await RenewCodesAsync(user, Nothing, cancellationToken)
            : new Failure(FailureCode.InvalidRequest);
    }

    /// <summary>Takes the authenticator and the recovery codes away.</summary>
    public Task<Outcome<Done>> RemoveAsync(UserId user, Recorder record, CancellationToken cancellationToken) =>
        database.RunAsync<Done>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    "update people.account set totp_sealed = null, totp_confirmed_at = null where organization_id = $1 and user_id = $2 and totp_sealed is not null",
                    Home,
                    user.Value
                );
                if (await update.ExecuteNonQueryAsync(stop) == 0)
                {
                    return new Failure(FailureCode.NotFound);
                }

                await ForgetCodesAsync(scope, user, stop);
                var recorded = await record(stop);
                return recorded.Succeeded ? default(Done) : recorded.Failure;
            },
            cancellationToken
        );

    /// <summary>New recovery codes; the old ones have ended.</summary>
    public Task<Outcome<IReadOnlyList<string>>> RenewCodesAsync(UserId user, Recorder record, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<string>>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                var codes = Enumerable.Range(0, Codes).Select(_ => Base32.Encode(RandomNumberGenerator.GetBytes(CodeBytes))).ToList();
                await ForgetCodesAsync(scope, user, stop);
                await using var insert = scope.CreateCommand(
                    """
                    insert into people.recovery_code (organization_id, user_id, code_hash, created_at)
                    select $1, $2, hash, $4 from unnest($3) as hash
                    """,
                    Home,
                    user.Value,
                    codes.Select(HashOf).ToArray(),
                    clock.GetUtcNow()
                );
                await insert.ExecuteNonQueryAsync(stop);
                var recorded = await record(stop);
                return recorded.Succeeded ? codes : recorded.Failure;
            },
            cancellationToken
        );

    /// <summary>Takes a code of the authenticator, or a recovery code.</summary>
    /// <returns>Which of the two it was; <see cref="FailureCode.Unauthorized"/> for every refusal.</returns>
    public async Task<Outcome<string>> ProveAsync(
        Account account,
        PersonalText? code,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var attempt = await guard.TryAttemptAsync(account.Id, cancellationToken);
        if (!attempt.Succeeded)
        {
            return attempt.Failure;
        }

        if (!attempt.Value)
        {
            return await guard.RefuseAsync(account.Id, SignInMethods.Totp, SignInFault.Locked, origin, cancellationToken);
        }

        var used = await UseCodeAsync(account.Id, code, mustCount: true, Nothing, cancellationToken);
        if (!used.Succeeded)
        {
            return used.Failure;
        }

        var method = SignInMethods.Totp;
        if (!used.Value)
        {
            method = SignInMethods.RecoveryCode;
            used = await UseRecoveryCodeAsync(account.Id, code, cancellationToken);
            if (!used.Succeeded)
            {
                return used.Failure;
            }
        }

        if (!used.Value)
        {
            return await guard.RefuseAsync(account.Id, SignInMethods.Totp, SignInFault.WrongSecret, origin, cancellationToken);
        }

        var cleared = await guard.SucceededAsync(account.Id, isLast: true, cancellationToken);
        return cleared.Succeeded ? method : cleared.Failure;
    }

    private async Task<Outcome<bool>> UseCodeAsync(
        UserId user,
        PersonalText? code,
        bool mustCount,
        Recorder record,
        CancellationToken cancellationToken
    )
    {
        var row = await database.RunAsync<(byte[] Sealed, long Step)>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select totp_sealed, totp_step from people.account
                    where organization_id = $1 and user_id = $2 and totp_sealed is not null and (totp_confirmed_at is not null) = $3
                    """,
                    Home,
                    user.Value,
                    mustCount
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                return await reader.ReadAsync(stop) ? (reader.GetFieldValue<byte[]>(0), reader.GetInt64(1)) : ([], 0L);
            },
            cancellationToken
        );
        if (!row.Succeeded)
        {
            return row.Failure;
        }

        if (row.Value.Sealed.Length == 0 || code is null || code.Length > 32)
        {
            return false;
        }

        var secret = await sealer.OpenAsync(OrganizationId.Installation, Field(user), row.Value.Sealed, cancellationToken);
        if (!secret.Succeeded)
        {
            return secret.Failure;
        }

        var step = Totp.Match(secret.Value, code.Reveal().Replace(" ", "", StringComparison.Ordinal), clock.GetUtcNow(), row.Value.Step);
        CryptographicOperations.ZeroMemory(secret.Value);
        return step is { } matched ? await TakeStepAsync(user, matched, row.Value.Sealed, record, cancellationToken) : false;
    }

    /// <summary>Of two requests with the same code, one gets it. A code of an authenticator that was removed or replaced meanwhile makes nothing count.</summary>
    private Task<Outcome<bool>> TakeStepAsync(
        UserId user,
        long step,
        byte[] secret,
        Recorder record,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<bool>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update people.account set totp_step = $3, totp_confirmed_at = coalesce(totp_confirmed_at, $4)
                    where organization_id = $1 and user_id = $2 and totp_step < $3 and totp_sealed = $5
                    """,
                    Home,
                    user.Value,
                    step,
                    clock.GetUtcNow(),
                    secret
                );
                if (await update.ExecuteNonQueryAsync(stop) != 1)
                {
                    return false;
                }

                var recorded = await record(stop);
                return recorded.Succeeded ? true : recorded.Failure;
            },
            cancellationToken
        );

    private async Task<Outcome<bool>> UseRecoveryCodeAsync(UserId user, PersonalText? code, CancellationToken cancellationToken) =>
        code is null || code.Length > 32
            ? false
            : await database.RunAsync<bool>(
                OrganizationId.Installation,
                async (scope, stop) =>
                {
                    await using var update = scope.CreateCommand(
                        "update people.recovery_code set used_at = $4 where organization_id = $1 and user_id = $2 and code_hash = $3 and used_at is null",
                        Home,
                        user.Value,
                        HashOf(code.Reveal()),
                        clock.GetUtcNow()
                    );
                    return await update.ExecuteNonQueryAsync(stop) == 1;
                },
                cancellationToken
            );

    private static async Task ForgetCodesAsync(OrganizationScope scope, UserId user, CancellationToken cancellationToken)
    {
        await using var delete = scope.CreateCommand(
            "delete from people.recovery_code where organization_id = $1 and user_id = $2",
            Home,
            user.Value
        );
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    private static byte[] HashOf(string code) =>
        SHA256.HashData(
            Encoding.UTF8.GetBytes(
                code.Trim().ToUpperInvariant().Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)
            )
        );

    private static Task<Outcome<Done>> Nothing(CancellationToken cancellationToken) => Task.FromResult<Outcome<Done>>(default(Done));

    private static FieldAddress Field(UserId user) => new("people_account", "totp_sealed", user.ToString());
}
