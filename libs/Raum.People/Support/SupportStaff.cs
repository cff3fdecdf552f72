using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Sessions;

namespace Raum.People.Support;

/// <summary>Staff of the platform, as an operator has them in hand: members of the installation, who are let in where an organization opened itself.</summary>
/// <remarks>Runs in the operator's role (<c>raum_app</c>): the API may neither make staff nor assign them.</remarks>
public sealed class SupportStaff
{
    private readonly RaumDatabase _database;
    private readonly EmailIndex _index;
    private readonly Invitations _invitations;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    internal SupportStaff(RaumDatabase database, EmailIndex index, Invitations invitations, IAuditLog audit, TimeProvider clock) =>
        (_database, _index, _invitations, _audit, _clock) = (database, index, invitations, audit, clock);

    /// <summary>Invites somebody to the staff. The link in the answer is the only copy.</summary>
    public Task<Outcome<NewInvitation>> InviteAsync(EmailAddress email, AuditActor actor, CancellationToken cancellationToken) =>
        _invitations.CreateAsync(OrganizationId.Installation, email, Role.Auditor, actor, cancellationToken);

    /// <summary>Somebody is no longer of the staff: their session and every visit ends with its next request, for ever: who is invited again begins anew.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> for somebody who is not.</returns>
    public async Task<Outcome<Done>> RemoveAsync(EmailAddress email, AuditActor actor, CancellationToken cancellationToken)
    {
        var user = await FindAsync(email, cancellationToken);
        return user.Succeeded
            ? await _database.RunAsync<Done>(
                OrganizationId.Installation,
                async (scope, stop) =>
                {
                    var now = _clock.GetUtcNow();
                    await using var update = scope.CreateCommand(
                        "update people.membership set removed_at = $3, changed_at = $3 where organization_id = $1 and user_id = $2 and removed_at is null",
                        scope.Organization.Value,
                        user.Value.Value,
                        now
                    );
                    if (await update.ExecuteNonQueryAsync(stop) != 1)
                    {
                        return new Failure(FailureCode.NotFound);
                    }

                    var ended = await SessionEnds.EndAllAsync(scope, user.Value, now, stop);
                    return await _audit.AppendAllAsync(
                        scope.Organization,
                        [
                            PeopleEvents.Member(user.Value, Role.Auditor.Name(), null, "operator", actor, now),
                            .. ended.Select(one => PeopleEvents.Ended(one.User, one.Session, SessionEnd.MembershipEnded, actor, now)),
                        ],
                        stop
                    );
                },
                cancellationToken
            )
            : user.Failure;
    }

    /// <summary>Lets one person of the staff use what an organization opened. Visits that there were until now end, also those of the same person.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when there is no such access to be used, or the person is not of the staff.</returns>
    public async Task<Outcome<Done>> AssignAsync(
        OrganizationId organization,
        Guid access,
        EmailAddress email,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var user = await FindAsync(email, cancellationToken);
        return user.Succeeded
            ? await _database.RunAsync<Done>(
                organization,
                async (scope, stop) =>
                {
                    var now = _clock.GetUtcNow();
                    await using var update = scope.CreateCommand(
                        """
                        update people.support_access set staff_id = $3, assigned_at = $4
                        where organization_id = $1 and access_id = $2 and revoked_at is null and expires_at > $4
                        """,
                        organization.Value,
                        access,
                        user.Value.Value,
                        now
                    );
                    if (await update.ExecuteNonQueryAsync(stop) != 1)
                    {
                        return new Failure(FailureCode.NotFound);
                    }

                    var assigned = SupportEvents.Changed(access, SupportAccessChange.Assigned, actor, now) with { Staff = user.Value };
                    var recorded = await _audit.AppendAsync(organization, [assigned], stop);
                    return recorded.Succeeded ? default(Done) : recorded.Failure;
                },
                cancellationToken
            )
            : user.Failure;
    }

    /// <summary>Accesses of an organization that could be used now, without their reasons: those are the organization's words.</summary>
    public Task<Outcome<IReadOnlyList<(Guid Access, DateTimeOffset ExpiresAt, UserId? Staff)>>> OpenAsync(
        OrganizationId organization,
        CancellationToken cancellationToken
    ) =>
        _database.RunAsync<IReadOnlyList<(Guid, DateTimeOffset, UserId?)>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select access_id, expires_at, staff_id from people.support_access
                    where organization_id = $1 and revoked_at is null and expires_at > $2 order by opened_at
                    """,
                    organization.Value,
                    _clock.GetUtcNow()
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var open = new List<(Guid, DateTimeOffset, UserId?)>();
                while (await reader.ReadAsync(stop))
                {
                    open.Add(
                        (
                            reader.GetGuid(0),
                            reader.GetFieldValue<DateTimeOffset>(1),
                            reader.IsDBNull(2) ? null : new UserId(reader.GetGuid(2))
                        )
                    );
                }

                return open;
            },
            cancellationToken
        );

    /// <summary>A person of the staff, by address.</summary>
    private async Task<Outcome<UserId>> FindAsync(EmailAddress email, CancellationToken cancellationToken)
    {
        var hash = await _index.OfAsync(email, cancellationToken);
        return hash.Succeeded
            ? await _database.RunAsync<UserId>(
                OrganizationId.Installation,
                async (scope, stop) =>
                {
                    await using var select = scope.CreateCommand(
                        """
                        select a.user_id from people.account a
                        join people.membership m on m.organization_id = a.organization_id and m.user_id = a.user_id and m.removed_at is null
                        where a.organization_id = $1 and a.email_index = $2
                        """,
                        scope.Organization.Value,
                        hash.Value
                    );
                    return await select.ExecuteScalarAsync(stop) is Guid found ? new UserId(found) : new Failure(FailureCode.NotFound);
                },
                cancellationToken
            )
            : hash.Failure;
    }
}
