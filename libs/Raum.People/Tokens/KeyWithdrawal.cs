using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.People.Tokens;

/// <summary>Takes a key that signs access tokens out of use at once, for the day when somebody may have learned it.</summary>
/// <remarks>
/// Runs in the operator's role. Every process refuses what the key signed within <see cref="SigningKeys.KeepFor"/>, and signs with another one; who checks tokens elsewhere
/// keeps the published list for 5 minutes. Sessions and refresh tokens go on: they are no work of that key.
/// </remarks>
public sealed class KeyWithdrawal
{
    private readonly RaumDatabase _database;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    public KeyWithdrawal(RaumDatabase database, IAuditLog audit, TimeProvider clock) =>
        (_database, _audit, _clock) = (database, audit, clock);

    /// <summary>Keys that sign, will sign, or signed within the last days, oldest first.</summary>
    public Task<Outcome<IReadOnlyList<TokenKey>>> ListAsync(CancellationToken cancellationToken) =>
        _database.RunAsync<IReadOnlyList<TokenKey>>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select key_id, signs_from, signs_until, withdrawn_at from people.signing_key
                    where organization_id = $1 order by signs_from, key_id
                    """,
                    scope.Organization.Value
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var keys = new List<TokenKey>();
                while (await reader.ReadAsync(stop))
                {
                    keys.Add(
                        new TokenKey(
                            reader.GetString(0),
                            reader.GetFieldValue<DateTimeOffset>(1),
                            reader.GetFieldValue<DateTimeOffset>(2),
                            reader.GetNullable<DateTimeOffset?>(3)
                        )
                    );
                }

                return keys;
            },
            cancellationToken
        );

    /// <summary>Withdraws a key, for ever. Where the log was away it is withdrawn and not on record: the same call again records it.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when there is none of this id, or its withdrawal is on record by somebody else.</returns>
    public async Task<Outcome<Done>> WithdrawAsync(string key, AuditActor actor, CancellationToken cancellationToken)
    {
        // It ends even when the log is away: it may be in the wrong hands.
        var now = _clock.GetUtcNow();
        var withdrawn = await _database.RunAsync<DateTimeOffset>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update people.signing_key set withdrawn_at = coalesce(withdrawn_at, $3) where organization_id = $1 and key_id = $2
                    returning withdrawn_at
                    """,
                    scope.Organization.Value,
                    key,
                    now
                );
                return await update.ExecuteScalarAsync(stop) is DateTime at ? new DateTimeOffset(at) : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );
        if (!withdrawn.Succeeded)
        {
            return withdrawn.Failure;
        }

        var recorded = await _audit.AppendAsync(
            OrganizationId.Installation,
            [
                new CredentialChanged
                {
                    Id = PeopleEvents.IdOf("token-key-withdrawn", key),
                    At = withdrawn.Value,
                    Actor = actor,
                    Correlation = new CorrelationId(OrganizationId.Installation.Value),
                    Target = new AuditTarget("token-key", key),
                    Credential = "token-signing-key",
                    Change = CredentialChange.Removed,
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded ? default(Done)
            : recorded.Failure.Code == FailureCode.AuditConflict ? new Failure(FailureCode.NotFound)
            : recorded.Failure;
    }
}

/// <summary>A key that signs access tokens, without the key.</summary>
public sealed record TokenKey(string Id, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil, DateTimeOffset? WithdrawnAt);
