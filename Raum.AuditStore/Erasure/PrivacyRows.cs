using Raum.Core;
using Raum.Data;

namespace Raum.AuditStore.Erasure;

/// <summary>Privacy requests as the purge role sees them.</summary>
internal static class PrivacyRows
{
    /// <summary>What is not done, the oldest first, and the holds that stand.</summary>
    public static async Task<Outcome<(IReadOnlyList<OpenRequest> Requests, IReadOnlyList<Guid> Holds)>> OpenAsync(
        OrganizationScope scope,
        CancellationToken cancellationToken
    )
    {
        var requests = new List<OpenRequest>();
        await using (
            var command = scope.CreateCommand(
                $"select {PrivacyRequests.Columns}, prints, tickets from audit.privacy_request where organization_id = $1 and state <> 'done' order by received_at",
                scope.Organization.Value
            )
        )
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                requests.Add(
                    new OpenRequest(PrivacyRequests.Read(reader), reader.GetFieldValue<byte[][]>(8), reader.GetFieldValue<long[]>(9))
                );
            }
        }

        var holds = new List<Guid>();
        await using var standing = scope.CreateCommand(
            "select hold_id from audit.hold where organization_id = $1 and lifted_at is null order by hold_id",
            scope.Organization.Value
        );
        await using var row = await standing.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            holds.Add(row.GetGuid(0));
        }

        return (requests, holds);
    }

    public static async Task MoveAsync(
        OrganizationScope scope,
        Guid request,
        string state,
        IReadOnlyList<Guid> holds,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            "update audit.privacy_request set state = $3, holds = $4 where organization_id = $1 and request_id = $2 and state <> 'done'",
            scope.Organization.Value,
            request,
            state,
            holds.ToArray()
        );
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The request is done, and what finds the person is gone with it.</summary>
    /// <returns>False when somebody else has ended it.</returns>
    public static async Task<bool> EndAsync(
        OrganizationScope scope,
        Guid request,
        string report,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            """
            update audit.privacy_request set state = 'done', done_at = $3, report = $4::jsonb, prints = '{}'
            where organization_id = $1 and request_id = $2 and state <> 'done'
            """,
            scope.Organization.Value,
            request,
            at,
            report
        );
        return await update.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
