using Raum.Core;
using Raum.Data;

namespace Raum.People.Retention;

/// <summary>Removes what people left behind: sessions with their refresh tokens, visits and accesses of support, invitations, tokens that were used. Who did what stands in the audit log.</summary>
/// <param name="database">Signs in as <c>raum_purge</c>, the one role that may delete them. Its policies show it what has expired, by the database's clock, and nothing else.</param>
public sealed class PeopleRetention(RaumDatabase database)
{
    // Of an access the visits go first: they end before it, and are kept as long.
    private static readonly string[] Tables =
    [
        "people.session",
        "people.support_access",
        "people.invitation",
        "people.zendesk_token",
        "people.ceremony",
    ];

    /// <summary>Removes what has expired, of every organization.</summary>
    /// <returns>How many rows went, refresh tokens not counted.</returns>
    public async Task<Outcome<int>> RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        try
        {
            var removed = 0;
            foreach (var table in Tables)
            {
                await using var delete = database.CreateLookup($"delete from {table}");
                removed += await delete.ExecuteNonQueryAsync(cancellationToken);
            }

            return removed;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}
