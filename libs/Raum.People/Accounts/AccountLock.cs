using Raum.Core;
using Raum.Data;

namespace Raum.People.Accounts;

/// <summary>Keeps an account from being removed at the moment at which its person becomes a member.</summary>
internal static class AccountLock
{
    private const int Lock = 1382118768;

    /// <summary>From here to the end of the transaction the account stays.</summary>
    /// <returns>False when it is gone.</returns>
    public static async Task<bool> KeepAsync(OrganizationScope scope, UserId user, CancellationToken cancellationToken)
    {
        await using (var keep = scope.CreateCommand("select pg_advisory_xact_lock_shared($1, hashtext($2))", Lock, user.ToString()))
        {
            await keep.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var select = scope.CreateCommand("select lookup.has_account($1)", user.Value);
        return await select.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Waits for those who become members with these accounts; nobody does so until the end of the transaction.</summary>
    public static async Task TakeAsync(OrganizationScope scope, Guid[] users, CancellationToken cancellationToken)
    {
        // In one order: two who remove do not wait for each other.
        await using var take = scope.CreateCommand(
            "select pg_advisory_xact_lock($1, hashtext(one::text)) from (select unnest($2) as one order by 1) as ordered",
            Lock,
            users
        );
        await take.ExecuteNonQueryAsync(cancellationToken);
    }
}
