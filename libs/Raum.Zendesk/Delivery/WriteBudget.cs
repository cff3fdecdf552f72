using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Data;

namespace Raum.Zendesk;

/// <summary>Zendesk's limits of ticket updates, counted in Postgres over all workers: 30 of one ticket in ten minutes, 100 of the account in one (ZD-2).</summary>
/// <remarks>An update is counted before it is sent, also one that fails: the count may be too high, never too low.</remarks>
internal sealed class WriteBudget(RaumDatabase database, TimeProvider clock, IOptions<ZendeskOptions> options)
{
    private static readonly TimeSpan AccountWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TicketWindow = TimeSpan.FromMinutes(10);

    private readonly ZendeskOptions _options = options.Value;

    /// <returns><see cref="FailureCode.ZendeskRateLimited"/> with the time until there is room.</returns>
    public Task<Outcome<Done>> TakeAsync(OrganizationId organization, long ticketId, CancellationToken cancellationToken) =>
        database.RunAsync<Done>(
            organization,
            async (scope, token) =>
            {
                var now = clock.GetUtcNow();

                // One at a time per organization; the lock ends with the transaction.
                await using var forget = scope.CreateCommand(
                    """
                    with turn as materialized (select pg_advisory_xact_lock(hashtextextended('zendesk-write:' || $1::text, 0)))
                    delete from organizations.zendesk_write using turn where organization_id = $1 and written_at <= $2
                    """,
                    organization.Value,
                    now - TicketWindow
                );
                await forget.ExecuteNonQueryAsync(token);

                if (await WaitAsync(scope, ticketId, now, token) is { } wait)
                {
                    return new Failure(FailureCode.ZendeskRateLimited, wait);
                }

                await using var take = scope.CreateCommand(
                    "insert into organizations.zendesk_write (organization_id, written_at, write_id, ticket_id) values ($1, $2, $3, $4)",
                    organization.Value,
                    now,
                    Guid.CreateVersion7(now),
                    ticketId
                );
                await take.ExecuteNonQueryAsync(token);
                return new Done();
            },
            cancellationToken
        );

    private async Task<TimeSpan?> WaitAsync(OrganizationScope scope, long ticketId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            """
            select count(*) filter (where written_at > $3), min(written_at) filter (where written_at > $3),
                   count(*) filter (where ticket_id = $2), min(written_at) filter (where ticket_id = $2)
            from organizations.zendesk_write where organization_id = $1
            """,
            scope.Organization.Value,
            ticketId,
            now - AccountWindow
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetInt64(2) >= _options.UpdatesPerTicket)
        {
            return reader.GetFieldValue<DateTimeOffset>(3) + TicketWindow - now;
        }

        return reader.GetInt64(0) >= _options.UpdatesPerMinute ? reader.GetFieldValue<DateTimeOffset>(1) + AccountWindow - now : null;
    }
}
