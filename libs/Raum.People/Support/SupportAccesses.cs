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

    public SupportAccesses(RaumDatabase database, FieldSealer sealer, IAuditLog audit, TimeProvider clock) =>
        (_database, _sealer, _audit, _clock) = (database, sealer, audit, clock);

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
    public async Task<Outcome<IReadOnlyList<SupportAccess>>> ListAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var rows = await _database.RunAsync<List<(SupportAccess Access, byte[] Reason)>>(
            organization,
            async (scope, stop) => await RowsAsync(scope, await VisitsAsync(scope, stop), stop),
            cancellationToken
        );
        if (!rows.Succeeded)
        {
            return rows.Failure;
        }

        var accesses = new List<SupportAccess>();
        foreach (var (access, sealedReason) in rows.Value)
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

    /// <summary>Ends an access and the visits that go on: with their next request.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when there is none that could still be used.</returns>
    public async Task<Outcome<Done>> RevokeAsync(SessionIdentity by, Guid access, CancellationToken cancellationToken)
    {
        // It ends even when the log is away.
        var now = _clock.GetUtcNow();
        var revoked = await _database.RunAsync<Guid?>(
            by.Organization,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update people.support_access set revoked_at = $3
                    where organization_id = $1 and access_id = $2 and revoked_at is null and expires_at > $3 returning access_id, staff_id
                    """,
                    by.Organization.Value,
                    access,
                    now
                );
                Guid? staff;
                await using (var reader = await update.ExecuteReaderAsync(stop))
                {
                    if (!await reader.ReadAsync(stop))
                    {
                        return new Failure(FailureCode.NotFound);
                    }

                    staff = reader.IsDBNull(1) ? null : reader.GetGuid(1);
                }

                await using var end = scope.CreateCommand(
                    "update people.session set ended_at = $3 where organization_id = $1 and access_id = $2 and ended_at is null",
                    by.Organization.Value,
                    access,
                    now
                );
                await end.ExecuteNonQueryAsync(stop);
                return staff;
            },
            cancellationToken
        );
        if (!revoked.Succeeded)
        {
            return revoked.Failure;
        }

        var ended = SupportEvents.Changed(access, SupportAccessChange.Revoked, by.Actor, now) with
        {
            Staff = revoked.Value is { } staff ? new UserId(staff) : null,
        };
        var recorded = await _audit.AppendAsync(by.Organization, [ended], cancellationToken);
        return recorded.Succeeded ? default(Done) : recorded.Failure;
    }

    private static FieldAddress Reason(Guid access) => new("people_support_access", "reason_sealed", access.ToString("D"));

    private async Task<ILookup<Guid, SupportVisit>> VisitsAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            """
            select access_id, session_id, created_at, seen_at, coalesce(ended_at, case when expires_at <= $2 then expires_at end) from people.session
            where organization_id = $1 and access_id is not null order by created_at desc limit 1000
            """,
            scope.Organization.Value,
            _clock.GetUtcNow()
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
/// <param name="EndedAt">Null while it goes on.</param>
public sealed record SupportVisit(SessionId Session, DateTimeOffset From, DateTimeOffset LastSeenAt, DateTimeOffset? EndedAt);
