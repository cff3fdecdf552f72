using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Accounts;

namespace Raum.People.Retention;

/// <summary>Removes accounts of people who are members nowhere any more (DATA-1): 30 days after they left the last organization, or when it ended with its rows.</summary>
/// <remarks>Which ones these are, Postgres decides by its own clock. Each removal is an entry of the installation's log, with the person's id and nothing else of them.</remarks>
public sealed class AccountRetention
{
    private const int AtOnce = 100;

    private readonly RaumDatabase _database;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    /// <param name="database">Signs in as <c>raum_purge</c>. Its policies let it delete accounts that are left behind and what hung on them, and nothing else.</param>
    internal AccountRetention(RaumDatabase database, IAuditLog audit, TimeProvider clock) =>
        (_database, _audit, _clock) = (database, audit, clock);

    /// <summary>Removes every account that is left behind, with its passkeys, recovery codes and half-done sign-ins.</summary>
    /// <returns>How many; failures of the stores: what was not removed goes with the next call.</returns>
    public async Task<Outcome<int>> RemoveLeftBehindAsync(CancellationToken cancellationToken)
    {
        var found = await FindAsync(cancellationToken);
        if (!found.Succeeded)
        {
            return found.Failure;
        }

        var removed = 0;
        foreach (var some in found.Value.Chunk(AtOnce))
        {
            var gone = await _database.RunAsync<int>(
                OrganizationId.Installation,
                (scope, stop) => RemoveAsync(scope, some, stop),
                cancellationToken
            );
            if (!gone.Succeeded)
            {
                return gone.Failure;
            }

            removed += gone.Value;
        }

        return removed;
    }

    private async Task<Outcome<List<Guid>>> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var select = _database.CreateLookup("select id from lookup.accounts_left_behind() as id order by id");
            await using var reader = await select.ExecuteReaderAsync(cancellationToken);
            return await ReadAsync(reader, cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task<Outcome<int>> RemoveAsync(OrganizationScope scope, Guid[] users, CancellationToken cancellationToken)
    {
        // Who becomes a member at this moment is waited for, and stays; who comes after it finds no account.
        await AccountLock.TakeAsync(scope, users, cancellationToken);
        List<Guid> gone;
        await using (
            var delete = scope.CreateCommand(
                "delete from people.account where organization_id = $1 and user_id = any($2) returning user_id",
                scope.Organization.Value,
                users
            )
        )
        {
            await using var reader = await delete.ExecuteReaderAsync(cancellationToken);
            gone = await ReadAsync(reader, cancellationToken);
        }

        foreach (var table in (string[])["people.passkey", "people.recovery_code", "people.ceremony"])
        {
            await using var delete = scope.CreateCommand(
                $"delete from {table} where organization_id = $1 and user_id = any($2)",
                scope.Organization.Value,
                gone.ToArray()
            );
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var user in gone)
        {
            var recorded = await _audit.AppendAsync(scope.Organization, [EntryOf(new UserId(user))], cancellationToken);
            // A conflict, or a body that is gone: it is on record, by a try whose end was lost.
            if (recorded is { Succeeded: false, Failure.Code: not (FailureCode.AuditConflict or FailureCode.Gone) })
            {
                return recorded.Failure;
            }
        }

        return gone.Count;
    }

    private AccountRemoved EntryOf(UserId user)
    {
        var id = PeopleEvents.IdOf("account-removed", user.ToString());
        return new AccountRemoved
        {
            Id = id,
            At = _clock.GetUtcNow(),
            Actor = AuditActor.System("retention"),
            Correlation = new CorrelationId(id),
            Target = AuditTarget.User(user),
            User = user,
        };
    }

    private static async Task<List<Guid>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var found = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetGuid(0));
        }

        return found;
    }
}
