using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Sessions;

namespace Raum.People.Support;

/// <summary>Staff enter an organization that opened itself and that they were assigned to. They see its audit log: no key, no text, no person's data.</summary>
public sealed class SupportVisits
{
    private readonly RaumDatabase _database;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    public SupportVisits(RaumDatabase database, IAuditLog audit, TimeProvider clock) =>
        (_database, _audit, _clock) = (database, audit, clock);

    /// <summary>Begins a session in the organization. It ends with the access, with the own session, and with the membership of the installation.</summary>
    /// <returns>
    /// <see cref="FailureCode.NotFound"/> unless there is such an access, in such an organization, assigned to this person, for the time being: which it was is not said.
    /// <see cref="FailureCode.Forbidden"/> for others than staff, and for staff who have proved no second factor.
    /// </returns>
    public async Task<Outcome<NewSession>> EnterAsync(
        SessionIdentity staff,
        OrganizationId organization,
        Guid access,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        if (!staff.Permissions.Contains(Permission.VisitForSupport) || !staff.HasSecondFactor)
        {
            return new Failure(FailureCode.Forbidden);
        }

        var own = await OwnAsync(staff, cancellationToken);
        return own.Succeeded
            ? await _database.RunAsync(
                organization,
                (scope, stop) => EnterAsync(scope, staff, own.Value, access, origin, stop),
                cancellationToken
            )
            : own.Failure;
    }

    private async Task<Outcome<NewSession>> EnterAsync(
        OrganizationScope scope,
        SessionIdentity staff,
        OwnSession own,
        Guid access,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        await using var select = scope.CreateCommand(
            """
            select expires_at from people.support_access
            where organization_id = $1 and access_id = $2 and staff_id = $3 and revoked_at is null and expires_at > $4 for share
            """,
            scope.Organization.Value,
            access,
            staff.User.Value,
            now
        );
        if (await select.ExecuteScalarAsync(cancellationToken) is not DateTime until)
        {
            return new Failure(FailureCode.NotFound);
        }

        var expires = until < own.ExpiresAt.UtcDateTime ? new DateTimeOffset(until) : own.ExpiresAt;
        var id = new SessionId(Guid.CreateVersion7(now));
        var token = IdentifiedSecret.Create(id.Value, out var hash);
        await using var insert = scope.CreateCommand(
            """
            insert into people.session
              (organization_id, session_id, user_id, secret_hash, methods, created_at, seen_at, confirmed_at, expires_at, begun_by, begun_epoch, access_id)
            values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11)
            """,
            scope.Organization.Value,
            id.Value,
            staff.User.Value,
            hash,
            own.Methods,
            now,
            staff.ConfirmedAt,
            expires,
            staff.Id.Value,
            own.Epoch,
            access
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
        var identity = new SessionIdentity(scope.Organization, id, staff.User, Role.Auditor, staff.ConfirmedAt)
        {
            HasSecondFactor = true,
            BegunBy = staff.Id,
            Visit = new Visit(access, expires),
        };
        var entered = SupportEvents.Changed(access, SupportAccessChange.Entered, identity.Actor, now) with
        {
            Origin = origin,
            Staff = staff.User,
            Session = id,
            Until = expires,
        };
        var recorded = await _audit.AppendAsync(scope.Organization, [entered], cancellationToken);
        return recorded.Succeeded ? new NewSession(identity, token, expires) : recorded.Failure;
    }

    /// <summary>The staff's own session and membership, as they are at this moment.</summary>
    private Task<Outcome<OwnSession>> OwnAsync(SessionIdentity staff, CancellationToken cancellationToken) =>
        _database.RunAsync<OwnSession>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select s.methods, s.expires_at, m.changed_at from people.session s
                    join people.membership m on m.organization_id = s.organization_id and m.user_id = s.user_id and m.removed_at is null
                    where s.organization_id = $1 and s.session_id = $2 and s.user_id = $3 and s.ended_at is null
                    """,
                    scope.Organization.Value,
                    staff.Id.Value,
                    staff.User.Value
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                return await reader.ReadAsync(stop)
                    ? new OwnSession(
                        reader.GetFieldValue<string[]>(0),
                        reader.GetFieldValue<DateTimeOffset>(1),
                        reader.GetFieldValue<DateTimeOffset>(2)
                    )
                    : new Failure(FailureCode.Unauthorized);
            },
            cancellationToken
        );

    private sealed record OwnSession(string[] Methods, DateTimeOffset ExpiresAt, DateTimeOffset Epoch);
}
