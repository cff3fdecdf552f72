using System.Security.Cryptography;
using Raum.Core;
using Raum.Data;
using Raum.Keys;

namespace Raum.People.SignIn;

/// <summary>What begins here and is ended once, by who holds its secret and, where it is bound to one, in the browser that began it.</summary>
internal sealed class Ceremonies(RaumDatabase database, FieldSealer sealer, TimeProvider clock)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan KeepFor = TimeSpan.FromDays(1);
    private static readonly Guid Home = OrganizationId.Installation.Value;

    /// <summary>Begins one, and clears away those that ended long ago.</summary>
    /// <param name="browser">The hash of the browser's own secret; null: any browser may end it.</param>
    /// <returns>The secret: who brings it back ends the ceremony.</returns>
    public async Task<Outcome<string>> BeginAsync(
        string kind,
        UserId? user,
        TimeSpan stands,
        byte[]? browser,
        ReadOnlyMemory<byte> state,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var token = IdentifiedSecret.Create(id, out var hash);
        var sealedState = await sealer.SealAsync(OrganizationId.Installation, Field(id), state, cancellationToken);
        return !sealedState.Succeeded
            ? sealedState.Failure
            : await database.RunAsync<string>(
                OrganizationId.Installation,
                async (scope, stop) =>
                {
                    await using var insert = scope.CreateCommand(
                        """
                        with old as (delete from people.ceremony where organization_id = $1 and expires_at < $9)
                        insert into people.ceremony (organization_id, ceremony_id, kind, secret_hash, browser_hash, user_id, state_sealed, created_at, expires_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $10)
                        """,
                        Home,
                        id,
                        kind,
                        hash,
                        browser,
                        user?.Value,
                        sealedState.Value,
                        now,
                        now - KeepFor,
                        now + stands
                    );
                    await insert.ExecuteNonQueryAsync(stop);
                    return token;
                },
                cancellationToken
            );
    }

    /// <summary>How many of a kind a person has begun in the last time, ended or not.</summary>
    public Task<Outcome<long>> CountAsync(string kind, UserId? user, TimeSpan within, CancellationToken cancellationToken) =>
        database.RunAsync<long>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var count = scope.CreateCommand(
                    "select count(*) from people.ceremony where organization_id = $1 and kind = $2 and user_id = $3 and created_at > $4",
                    Home,
                    kind,
                    user?.Value ?? Guid.Empty,
                    clock.GetUtcNow() - within
                );
                return (long)(await count.ExecuteScalarAsync(stop))!;
            },
            cancellationToken
        );

    /// <summary>Opens a ceremony that may still be ended, and counts the attempt.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> for anything else, without saying why.</returns>
    public async Task<Outcome<Ceremony>> TryAsync(string kind, string? token, byte[]? browser, CancellationToken cancellationToken)
    {
        if (!IdentifiedSecret.TryRead(token, out var id, out var hash))
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var row = await database.RunAsync<(UserId? User, byte[] State)>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                // The attempt is counted before anything is compared, and committed whatever comes of it.
                await using var update = scope.CreateCommand(
                    """
                    update people.ceremony set attempts = attempts + 1
                    where organization_id = $1 and ceremony_id = $2 and kind = $3 and ended_at is null and expires_at > $4 and attempts < $5
                    returning secret_hash, browser_hash, user_id, state_sealed
                    """,
                    Home,
                    id,
                    kind,
                    clock.GetUtcNow(),
                    MaxAttempts
                );
                await using var reader = await update.ExecuteReaderAsync(stop);
                if (!await reader.ReadAsync(stop))
                {
                    return (null, []);
                }

                var same = CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(0), hash);
                var bound = reader.GetNullable<byte[]>(1);
                var here = bound is null || (browser is not null && CryptographicOperations.FixedTimeEquals(bound, browser));
                return same && here
                    ? (reader.GetNullable<Guid?>(2) is { } user ? new UserId(user) : null, reader.GetFieldValue<byte[]>(3))
                    : (null, Array.Empty<byte>());
            },
            cancellationToken
        );
        if (!row.Succeeded)
        {
            return row.Failure;
        }

        if (row.Value.State.Length == 0)
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var state = await sealer.OpenAsync(OrganizationId.Installation, Field(id), row.Value.State, cancellationToken);
        return state.Succeeded ? new Ceremony(id, row.Value.User, state.Value) : state.Failure;
    }

    /// <summary>Ends it.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> when somebody else did so first.</returns>
    public Task<Outcome<Done>> EndAsync(Ceremony ceremony, CancellationToken cancellationToken) =>
        database.RunAsync<Done>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    "update people.ceremony set ended_at = $3 where organization_id = $1 and ceremony_id = $2 and ended_at is null",
                    Home,
                    ceremony.Id,
                    clock.GetUtcNow()
                );
                return await update.ExecuteNonQueryAsync(stop) == 1 ? default(Done) : new Failure(FailureCode.Unauthorized);
            },
            cancellationToken
        );

    /// <summary>For what works once and needs nothing further: opens and ends it.</summary>
    public async Task<Outcome<Ceremony>> TakeAsync(string kind, string? token, byte[]? browser, CancellationToken cancellationToken)
    {
        var ceremony = await TryAsync(kind, token, browser, cancellationToken);
        if (!ceremony.Succeeded)
        {
            return ceremony;
        }

        var ended = await EndAsync(ceremony.Value, cancellationToken);
        return ended.Succeeded ? ceremony : ended.Failure;
    }

    private static FieldAddress Field(Guid id) => new("people_ceremony", "state_sealed", id.ToString("D"));
}

internal sealed record Ceremony(Guid Id, UserId? User, byte[] State);
