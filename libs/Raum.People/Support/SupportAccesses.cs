using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.People.Accounts;
using Raum.People.Sessions;

namespace Raum.People.Support;

/// <summary>Where an organization lets the platform's staff in (ORG-11), as the organization has it in hand: opened with a reason and for a time, seen, ended at once.</summary>
/// <remarks>Opening lets nobody in: an operator assigns the one person it is for, with the command line (<see cref="SupportStaff"/>).</remarks>
public sealed class SupportAccesses
{
    /// <summary>The longest.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private readonly RaumDatabase _database;
    private readonly FieldSealer _sealer;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;
    private readonly PeopleOptions _options;

    public SupportAccesses(
        RaumDatabase database,
        FieldSealer sealer,
        IAuditLog audit,
        TimeProvider clock,
        IOptions<PeopleOptions> options
    ) => (_database, _sealer, _audit, _clock, _options) = (database, sealer, audit, clock, options.Value);

    /// <summary>Opens the organization to one person of the staff, whom an operator assigns.</summary>
    /// <param name="lasts">More than <see cref="Longest"/> is cut.</param>
    public async Task<Outcome<SupportAccess>> OpenAsync(
        SessionIdentity by,
        PersonalText reason,
        TimeSpan lasts,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        var expires = now + (lasts < Longest ? lasts : Longest);
        var id = Guid.CreateVersion7(now);
        var sealedReason = await _sealer.SealTextAsync(by.Organization, Reason(id), reason, cancellationToken);
        return sealedReason.Succeeded
            ? await _database.RunAsync<SupportAccess>(
                by.Organization,
                async (scope, stop) =>
                {
                    await using var insert = scope.CreateCommand(
                        """
                        insert into people.support_access (organization_id, access_id, reason_sealed, opened_by, opened_at, expires_at)
                        values ($1, $2, $3, $4, $5, $6)
                        """,
                        by.Organization.Value,
                        id,
                        sealedReason.Value,
                        by.User.Value,
                        now,
                        expires
                    );
                    await insert.ExecuteNonQueryAsync(stop);
                    var opened = SupportEvents.Changed(id, SupportAccessChange.Opened, by.Actor, now) with
                    {
                        Reason = reason,
                        Until = expires,
                    };
                    var recorded = await _audit.AppendAsync(by.Organization, [opened], stop);
                    return recorded.Succeeded
                        ? new SupportAccess(id, reason, by.User, now, expires, Staff: null, AssignedAt: null, RevokedAt: null, Visits: [])
                        : recorded.Failure;
                },
                cancellationToken
            )
            : sealedReason.Failure;
    }

    /// <summary>The newest 100, past and present, with the visits.</summary>
    /// <param name="visit">Of staff who ask: they see their own access and no other one's reason. Null for members.</param>
    public async Task<Outcome<IReadOnlyList<SupportAccess>>> ListAsync(
        OrganizationId organization,
        Visit? visit,
        CancellationToken cancellationToken
    )
    {
        var running = await RunningAsync(organization, cancellationToken);
        if (!running.Succeeded)
        {
            return running.Failure;
        }

        var rows = await _database.RunAsync<List<(SupportAccess Access, byte[] Reason)>>(
            organization,
            async (scope, stop) => await RowsAsync(scope, await VisitsAsync(scope, running.Value, stop), stop),
            cancellationToken
        );
        if (!rows.Succeeded)
        {
            return rows.Failure;
        }

        var accesses = new List<SupportAccess>();
        foreach (var (access, sealedReason) in rows.Value.Where(row => visit is null || row.Access.Id == visit.Access))
        {
            var reason = await _sealer.OpenTextAsync(organization, Reason(access.Id), sealedReason, cancellationToken);
            if (!reason.Succeeded)
            {
                return reason.Failure;
            }

            accesses.Add(access with { Reason = reason.Value });
        }

        return accesses;
    }

    /// <summary>Ends an access and the visits that go on: with their next request. Where the log was away it has ended and is not on record: the same call again records it.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when there is none that could still be used, or was ended without a record.</returns>
    public async Task<Outcome<Done>> RevokeAsync(SessionIdentity by, Guid access, CancellationToken cancellationToken)
    {
        // It ends even when the log is away.
        var now = _clock.GetUtcNow();
        var revoked = await _database.RunAsync<(Guid? Staff, DateTimeOffset At)>(
            by.Organization,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update people.support_access set revoked_at = coalesce(revoked_at, $3)
                    where organization_id = $1 and access_id = $2 and (revoked_at is not null or expires_at > $3) returning staff_id, revoked_at
                    """,
                    by.Organization.Value,
                    access,
                    now
                );
                (Guid?, DateTimeOffset) found;
                await using (var reader = await update.ExecuteReaderAsync(stop))
                {
                    if (!await reader.ReadAsync(stop))
                    {
                        return new Failure(FailureCode.NotFound);
                    }

                    found = (reader.GetNullable<Guid?>(0), reader.GetFieldValue<DateTimeOffset>(1));
                }

                await using var end = scope.CreateCommand(
                    "update people.session set ended_at = $3 where organization_id = $1 and access_id = $2 and ended_at is null",
                    by.Organization.Value,
                    access,
                    now
                );
                await end.ExecuteNonQueryAsync(stop);
                return found;
            },
            cancellationToken
        );
        if (!revoked.Succeeded)
        {
            return revoked.Failure;
        }

        var ended = SupportEvents.Changed(access, SupportAccessChange.Revoked, by.Actor, revoked.Value.At) with
        {
            Id = PeopleEvents.IdOf("support-access-revoked", access.ToString("D")),
            Staff = revoked.Value.Staff is { } staff ? new UserId(staff) : null,
        };
        var recorded = await _audit.AppendAsync(by.Organization, [ended], cancellationToken);

        // A conflict: that somebody else ended it is on record already.
        return recorded.Succeeded ? default(Done)
            : recorded.Failure.Code == FailureCode.AuditConflict ? new Failure(FailureCode.NotFound)
            : recorded.Failure;
    }

    private static FieldAddress Reason(Guid access) => new("people_support_access", "reason_sealed", access.ToString("D"));

    /// <summary>Visits that go on, as the next request of each would find it: the own session, the assignment and the staff's membership stand elsewhere.</summary>
    private async Task<Outcome<HashSet<Guid>>> RunningAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var open = await _database.RunAsync<List<Guid>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select session_id from people.session
                    where organization_id = $1 and access_id is not null and ended_at is null and expires_at > $2 and seen_at > $3
                    order by created_at desc limit 1000
                    """,
                    scope.Organization.Value,
                    now,
                    now - _options.SessionIdle
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var sessions = new List<Guid>();
                while (await reader.ReadAsync(stop))
                {
                    sessions.Add(reader.GetGuid(0));
                }

                return sessions;
            },
            cancellationToken
        );
        if (!open.Succeeded)
        {
            return open.Failure;
        }

        try
        {
            await using var lookup = _database
                .CreateLookup("select visit from unnest($1) visit where exists (select from lookup.session(visit))")
                .With([open.Value.ToArray()]);
            await using var reader = await lookup.ExecuteReaderAsync(cancellationToken);
            var running = new HashSet<Guid>();
            while (await reader.ReadAsync(cancellationToken))
            {
                running.Add(reader.GetGuid(0));
            }

            return running;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private static async Task<ILookup<Guid, SupportVisit>> VisitsAsync(
        OrganizationScope scope,
        HashSet<Guid> running,
        CancellationToken cancellationToken
    )
    {
        // What ended by something elsewhere did no more after it was last seen.
        await using var select = scope.CreateCommand(
            """
            select access_id, session_id, created_at, seen_at, case when session_id = any($2) then null else coalesce(ended_at, seen_at) end
            from people.session
            where organization_id = $1 and access_id is not null order by created_at desc limit 1000
            """,
            scope.Organization.Value,
            running.ToArray()
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var visits = new List<(Guid Access, SupportVisit Visit)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var visit = new SupportVisit(
                new SessionId(reader.GetGuid(1)),
                reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetNullable<DateTimeOffset?>(4)
            );
            visits.Add((reader.GetGuid(0), visit));
        }

        return visits.ToLookup(visit => visit.Access, visit => visit.Visit);
    }

    private static async Task<List<(SupportAccess, byte[])>> RowsAsync(
        OrganizationScope scope,
        ILookup<Guid, SupportVisit> visits,
        CancellationToken cancellationToken
    )
    {
        await using var select = scope.CreateCommand(
            """
            select access_id, reason_sealed, opened_by, opened_at, expires_at, staff_id, assigned_at, revoked_at from people.support_access
            where organization_id = $1 order by opened_at desc, access_id desc limit 100
            """,
            scope.Organization.Value
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(SupportAccess, byte[])>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            var access = new SupportAccess(
                id,
                PersonalText.Empty,
                new UserId(reader.GetGuid(2)),
                reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetFieldValue<DateTimeOffset>(4),
                reader.IsDBNull(5) ? null : new UserId(reader.GetGuid(5)),
                reader.GetNullable<DateTimeOffset?>(6),
                reader.GetNullable<DateTimeOffset?>(7),
                [.. visits[id]]
            );
            rows.Add((access, reader.GetFieldValue<byte[]>(1)));
        }

        return rows;
    }
}

/// <summary>What an organization opened to the platform's staff.</summary>
/// <param name="Staff">The one person who may come; null until an operator assigned one.</param>
public sealed record SupportAccess(
    Guid Id,
    PersonalText Reason,
    UserId OpenedBy,
    DateTimeOffset OpenedAt,
    DateTimeOffset ExpiresAt,
    UserId? Staff,
    DateTimeOffset? AssignedAt,
    DateTimeOffset? RevokedAt,
    IReadOnlyList<SupportVisit> Visits
);

/// <summary>A session of staff in the organization. What was done in it is in the audit log.</summary>
/// <param name="EndedAt">Null while it goes on. Where something elsewhere ended it, such as the time or signing out: when it was last seen.</param>
public sealed record SupportVisit(SessionId Session, DateTimeOffset From, DateTimeOffset LastSeenAt, DateTimeOffset? EndedAt);
