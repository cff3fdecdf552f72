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

    /// <summary>The request waits for holds, all of which it names from now on.</summary>
    /// <returns>False when it says so already, or is done.</returns>
    public static async Task<bool> HoldAsync(
        OrganizationScope scope,
        Guid request,
        IReadOnlyList<Guid> holds,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            """
            update audit.privacy_request set state = 'held', holds = $3
            where organization_id = $1 and request_id = $2 and state <> 'done' and (state <> 'held' or holds <> $3)
            """,
            scope.Organization.Value,
            request,
            holds.ToArray()
        );
        return await update.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>The request is being worked at.</summary>
    public static async Task BeginAsync(OrganizationScope scope, Guid request, CancellationToken cancellationToken)
    {
        await using var update = scope.CreateCommand(
            "update audit.privacy_request set state = 'erasing' where organization_id = $1 and request_id = $2 and state not in ('erasing', 'done')",
            scope.Organization.Value,
            request
        );
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Keeps the request as it is until the end of the transaction.</summary>
    /// <returns>False when it is done.</returns>
    public static async Task<bool> TakeAsync(OrganizationScope scope, Guid request, CancellationToken cancellationToken)
    {
        await using var take = scope.CreateCommand(
            "select from audit.privacy_request where organization_id = $1 and request_id = $2 and state <> 'done' for update",
            scope.Organization.Value,
            request
        );
        await using var reader = await take.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    /// <summary>What the report says until now; null before anything was found.</summary>
    public static async Task<ErasureReport?> ReportAsync(OrganizationScope scope, Guid request, CancellationToken cancellationToken)
    {
        await using var read = scope.CreateCommand(
            "select report::text from audit.privacy_request where organization_id = $1 and request_id = $2",
            scope.Organization.Value,
            request
        );
        return await read.ExecuteScalarAsync(cancellationToken) is string report ? ErasureReport.Read(report) : null;
    }

    /// <summary>Keeps what was found, which nobody can find again when it is gone.</summary>
    public static async Task KeepAsync(
        OrganizationScope scope,
        Guid request,
        IReadOnlyList<JobId> jobs,
        ErasureReport report,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            "update audit.privacy_request set state = 'erasing', jobs = $3, report = $4::jsonb where organization_id = $1 and request_id = $2",
            scope.Organization.Value,
            request,
            jobs.Select(job => job.Value).ToArray(),
            report.Text
        );
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The id and time of the entry that says that it is done: one of each, whoever ends it and however often it is begun.</summary>
    public static async Task<(Guid Id, DateTimeOffset At)> BeginEndAsync(
        OrganizationScope scope,
        Guid request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            """
            update audit.privacy_request set ending_id = coalesce(ending_id, $3), ending_at = coalesce(ending_at, $4)
            where organization_id = $1 and request_id = $2 returning ending_id, ending_at
            """,
            scope.Organization.Value,
            request,
            Guid.CreateVersion7(now),
            now
        );
        await using var reader = await update.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1));
    }

    /// <summary>The request is done, and what finds the person is gone with it.</summary>
    /// <returns>False when somebody else has ended it.</returns>
    public static async Task<bool> EndAsync(OrganizationScope scope, Guid request, CancellationToken cancellationToken)
    {
        await using var update = scope.CreateCommand(
            """
            update audit.privacy_request set state = 'done', done_at = ending_at, prints = '{}', tickets = '{}', jobs = '{}'
            where organization_id = $1 and request_id = $2 and state <> 'done'
            """,
            scope.Organization.Value,
            request
        );
        return await update.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
