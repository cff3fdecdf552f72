using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Erasure;

/// <summary>Takes requests to erase a person, and says where they stand. The worker does what they ask for (<see cref="PrivacyErasure"/>).</summary>
public sealed class PrivacyRequests
{
    /// <summary>DATA-2.</summary>
    public static readonly TimeSpan DueAfter = TimeSpan.FromDays(30);

    /// <summary>Most requests of one list.</summary>
    public const int MaxListed = 200;

    internal const string Columns = "request_id, reference, state, received_at, due_at, done_at, holds, report::text";

    private readonly PlacedDatabase _database;
    private readonly SubjectPrints _prints;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal PrivacyRequests(PlacedDatabase database, SubjectPrints prints, IAuditLog log, TimeProvider clock)
    {
        _database = database;
        _prints = prints;
        _log = log;
        _clock = clock;
    }

    /// <summary>Takes a request. Of the person only keyed hashes are kept, and these until it is done.</summary>
    /// <param name="reference">1 to 64 letters, digits and hyphens: a number, not a name.</param>
    /// <param name="subjects">What the person is known by. With <paramref name="tickets"/> at least one.</param>
    /// <param name="tickets">Numbers of tickets to erase besides.</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/>; <see cref="FailureCode.Conflict"/> for a reference that was used before; failures of stores and keys.</returns>
    public async Task<Outcome<PrivacyRequest>> ReceiveAsync(
        OrganizationId organization,
        string reference,
        IReadOnlyList<DataSubject> subjects,
        IReadOnlyList<long> tickets,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (!IsReference(reference) || subjects.Count + tickets.Count == 0)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var prints = await _prints.AllOfAsync(organization, subjects, cancellationToken);
        if (!prints.Succeeded)
        {
            return prints.Failure;
        }

        var now = _clock.GetUtcNow();
        var request = new PrivacyRequest(
            Guid.CreateVersion7(now),
            reference,
            PrivacyRequestState.Received,
            now,
            now + DueAfter,
            null,
            [],
            null
        );
        return await _database.RunAsync<PrivacyRequest>(
            organization,
            async (scope, token) =>
            {
                await using var insert = scope.CreateCommand(
                    """
                    insert into audit.privacy_request (organization_id, request_id, reference, prints, tickets, received_at, due_at)
                    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
                    """,
                    organization.Value,
                    request.Id,
                    reference,
                    prints.Value.ToArray(),
                    tickets.Distinct().ToArray(),
                    request.ReceivedAt,
                    request.DueAt
                );
                if (await insert.ExecuteNonQueryAsync(token) != 1)
                {
                    return new Failure(FailureCode.Conflict);
                }

                var recorded = await _log.AppendAsync(
                    organization,
                    [Changed(request, PrivacyRequestChange.Received, Guid.CreateVersion7(now), actor, now, 0)],
                    token
                );
                return recorded.Succeeded ? request : recorded.Failure;
            },
            cancellationToken
        );
    }

    /// <summary>The newest requests first, at most <see cref="MaxListed"/>.</summary>
    public Task<Outcome<IReadOnlyList<PrivacyRequest>>> ListAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        ReadAsync(
            organization,
            $"select {Columns} from audit.privacy_request where organization_id = $1 order by received_at desc, request_id desc limit {MaxListed}",
            [organization.Value],
            cancellationToken
        );

    /// <returns><see cref="FailureCode.NotFound"/>.</returns>
    public async Task<Outcome<PrivacyRequest>> FindAsync(OrganizationId organization, Guid id, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            organization,
            $"select {Columns} from audit.privacy_request where organization_id = $1 and request_id = $2",
            [organization.Value, id],
            cancellationToken
        );
        return found switch
        {
            { Succeeded: false, Failure: var failure } => failure,
            { Value: [var request] } => request,
            _ => new Failure(FailureCode.NotFound),
        };
    }

    internal static bool IsReference(string reference) =>
        reference.Length is > 0 and <= 64 && reference.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    internal static PrivacyRequest Read(NpgsqlDataReader row)
    {
        var state = Enum.Parse<PrivacyRequestState>(row.GetString(2), ignoreCase: true);
        return new(
            row.GetGuid(0),
            row.GetString(1),
            state,
            row.GetFieldValue<DateTimeOffset>(3),
            row.GetFieldValue<DateTimeOffset>(4),
            row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
            row.GetFieldValue<Guid[]>(6),
            // Before that it is not complete.
            state == PrivacyRequestState.Done
                ? ErasureReport.Read(row.GetString(7))
                : null
        );
    }

    internal static PrivacyRequestChanged Changed(
        PrivacyRequest request,
        PrivacyRequestChange change,
        Guid entry,
        AuditActor actor,
        DateTimeOffset now,
        long entries
    ) =>
        new()
        {
            Id = entry,
            At = now,
            Actor = actor,
            Correlation = new CorrelationId(request.Id),
            Target = new AuditTarget("privacy-request", request.Id.ToString("D")),
            Reference = request.Reference,
            Change = change,
            DueAt = request.DueAt,
            Holds = request.Holds.Count,
            Entries = entries,
        };

    private async Task<Outcome<IReadOnlyList<PrivacyRequest>>> ReadAsync(
        OrganizationId organization,
        string sql,
        object[] values,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var batch = _database.CreateBatch(organization).Add(sql, values);
            await using var reader = await batch.ReadAsync(cancellationToken);
            var requests = new List<PrivacyRequest>();
            while (await reader.ReadAsync(cancellationToken))
            {
                requests.Add(Read(reader));
            }

            return requests;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}
