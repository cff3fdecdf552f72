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

    /// <summary>Links an agent to a member, in place of the links that either had; null takes the member's away. Sessions of the sidebar by an old link end.</summary>
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
                var recorded = await _audit.AppendAsync(scope.Organization, [changed], stop);
                return recorded.Succeeded ? default(Done) : recorded.Failure;
            },
            cancellationToken
        );
}
