using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Sessions;

namespace Raum.People.Zendesk;

/// <summary>Which member an agent of the organization's Zendesk account is. The sidebar works in that member's name, and what it did is in one place of the audit log.</summary>
public sealed class ZendeskLinks
{
    private readonly RaumDatabase _database;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    public ZendeskLinks(RaumDatabase database, IAuditLog audit, TimeProvider clock) =>
        (_database, _audit, _clock) = (database, audit, clock);

    /// <summary>Links an agent to a member, in place of the agent that the member was; null takes the link away. Sessions of the sidebar that either had end, also when the new link is the old one.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> for no member; <see cref="FailureCode.Forbidden"/> for one above the admin; <see cref="FailureCode.Conflict"/> for an agent who is linked to another one.</returns>
    public Task<Outcome<Done>> SetAsync(SessionIdentity by, UserId user, long? zendeskUser, CancellationToken cancellationToken) =>
        _database.RunAsync<Done>(
            by.Organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    "select role from people.membership where organization_id = $1 and user_id = $2 and removed_at is null for update",
                    scope.Organization.Value,
                    user.Value
                );
                if (Roles.Named(await select.ExecuteScalarAsync(stop) as string) is not { } role)
                {
                    return new Failure(FailureCode.NotFound);
                }

                if (!PermissionMatrix.MayAssign(by.Role, role))
                {
                    return new Failure(FailureCode.Forbidden);
                }

                await using var remove = scope.CreateCommand(
                    "delete from people.zendesk_link where organization_id = $1 and user_id = $2",
                    scope.Organization.Value,
                    user.Value
                );
                var removed = await remove.ExecuteNonQueryAsync(stop) > 0;
                var now = _clock.GetUtcNow();
                if (zendeskUser is { } agent)
                {
                    // Who was removed keeps the agent out until an admin says whose the agent is.
                    await using var replace = scope.CreateCommand(
                        """
                        delete from people.zendesk_link l where l.organization_id = $1 and l.zendesk_user_id = $2 and exists (
                          select from people.membership m
                          where m.organization_id = l.organization_id and m.user_id = l.user_id and m.removed_at is not null)
                        """,
                        scope.Organization.Value,
                        agent
                    );
                    await replace.ExecuteNonQueryAsync(stop);
                    await using var insert = scope.CreateCommand(
                        """
                        insert into people.zendesk_link (organization_id, zendesk_user_id, user_id, created_at) values ($1, $2, $3, $4)
                        on conflict do nothing
                        """,
                        scope.Organization.Value,
                        agent,
                        user.Value,
                        now
                    );
                    if (await insert.ExecuteNonQueryAsync(stop) != 1)
                    {
                        return new Failure(FailureCode.Conflict);
                    }
                }
                else if (!removed)
                {
                    return new Failure(FailureCode.NotFound);
                }

                var ended = await EndAsync(scope, user, zendeskUser, now, stop);
                var changed = PeopleEvents.Method(
                    user,
                    SignInMethods.Zendesk,
                    zendeskUser is null ? CredentialChange.Removed
                        : removed ? CredentialChange.Rotated
                        : CredentialChange.Set,
                    now
                ) with
                {
                    Actor = by.Actor,
                };
                return await _audit.AppendAllAsync(
                    scope.Organization,
                    [changed, .. ended.Select(one => PeopleEvents.Ended(one.User, one.Session, SessionEnd.Revoked, by.Actor, now))],
                    stop
                );
            },
            cancellationToken
        );

    /// <summary>Ends what the member did in the sidebar as an agent, and what the agent did there as nobody's link.</summary>
    private static async Task<List<EndedSession>> EndAsync(
        OrganizationScope scope,
        UserId user,
        long? agent,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            """
            update people.session set ended_at = $4
            where organization_id = $1 and ended_at is null
              and ((zendesk_kind = 'member' and user_id = $2) or (zendesk_kind <> 'claimed' and zendesk_user_id = $3))
            returning session_id, user_id
            """,
            scope.Organization.Value,
            user.Value,
            agent,
            now
        );
        return await SessionEnds.EndedAsync(update, cancellationToken);
    }
}
