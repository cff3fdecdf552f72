using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Sessions;

namespace Raum.People.Members;

/// <summary>Who is a member of an organization, and in which role (ORG-2). A change shows with the person's next request.</summary>
public sealed class MemberStore
{
    private readonly RaumDatabase _database;
    private readonly AccountStore _accounts;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    internal MemberStore(RaumDatabase database, AccountStore accounts, IAuditLog audit, TimeProvider clock) =>
        (_database, _accounts, _audit, _clock) = (database, accounts, audit, clock);

    /// <summary>Members, those who came first before the others.</summary>
    public async Task<Outcome<IReadOnlyList<Member>>> ListAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var rows = await _database.RunAsync<List<(UserId User, Role Role, DateTimeOffset Since)>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select user_id, role, created_at from people.membership
                    where organization_id = $1 and removed_at is null order by created_at, user_id limit 10000
                    """,
                    organization.Value
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var found = new List<(UserId, Role, DateTimeOffset)>();
                while (await reader.ReadAsync(stop))
                {
                    if (Roles.Named(reader.GetString(1)) is { } role)
                    {
                        found.Add((new UserId(reader.GetGuid(0)), role, reader.GetFieldValue<DateTimeOffset>(2)));
                    }
                }

                return found;
            },
            cancellationToken
        );
        if (!rows.Succeeded)
        {
            return rows.Failure;
        }

        var profiles = await _accounts.ProfilesAsync([.. rows.Value.Select(row => row.User)], cancellationToken);
        return profiles.Succeeded
            ? rows
                .Value.Where(row => profiles.Value.ContainsKey(row.User))
                .Select(row => new Member(row.User, row.Role, profiles.Value[row.User], row.Since))
                .ToList()
            : profiles.Failure;
    }

    /// <summary>Gives a member another role. Invitations they made to roles that they may give no more are withdrawn.</summary>
    /// <param name="by">The role of who does it: they give none above their own, and change nobody above them.</param>
    /// <returns><see cref="FailureCode.NotFound"/>, <see cref="FailureCode.Forbidden"/>, or <see cref="FailureCode.Conflict"/> for the last owner.</returns>
    public Task<Outcome<Done>> ChangeRoleAsync(
        OrganizationId organization,
        UserId user,
        Role role,
        Role by,
        AuditActor actor,
        CancellationToken cancellationToken
    ) => ChangeAsync(organization, user, role, by, "member", actor, cancellationToken);

    /// <summary>Ends a membership, and with it the person's sessions here and the invitations they made.</summary>
    /// <returns>As for <see cref="ChangeRoleAsync"/>.</returns>
    public Task<Outcome<Done>> RemoveAsync(
        OrganizationId organization,
        UserId user,
        Role by,
        AuditActor actor,
        CancellationToken cancellationToken
    ) => ChangeAsync(organization, user, null, by, "member", actor, cancellationToken);

    /// <summary>Makes a person a member; one who is a member keeps the role.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> for somebody whose membership was ended: they come again by an invitation only; and for an account that is gone.</returns>
    internal static Task<Outcome<Done>> AddAsync(
        OrganizationScope scope,
        IAuditLog audit,
        UserId user,
        Role role,
        string source,
        AuditActor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => AddAsync(scope, audit, user, role, source, invitedAt: null, actor, now, cancellationToken);

    /// <summary>Makes a person a member, or again one whose membership had ended before they were invited; one who is a member keeps the role.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> for somebody whose membership was ended after that.</returns>
    internal static async Task<Outcome<Done>> AddAsync(
        OrganizationScope scope,
        IAuditLog audit,
        UserId user,
        Role role,
        string source,
        DateTimeOffset? invitedAt,
        AuditActor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (!await AccountLock.KeepAsync(scope, user, cancellationToken))
        {
            return new Failure(FailureCode.Unauthorized);
        }

        await using var upsert = scope.CreateCommand(
            """
            insert into people.membership as m (organization_id, user_id, role, created_at, changed_at, joined_at) values ($1, $2, $3, $4, $4, $4)
            on conflict (organization_id, user_id) do update
              set role = excluded.role, changed_at = excluded.changed_at, joined_at = excluded.joined_at, removed_at = null
            where m.removed_at <= $5::timestamptz
            """,
            scope.Organization.Value,
            user.Value,
            role.Name(),
            now,
            invitedAt
        );
        if (await upsert.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return await RoleOfAsync(scope, user, cancellationToken) is not null ? default(Done) : new Failure(FailureCode.Unauthorized);
        }

        var recorded = await audit.AppendAsync(
            scope.Organization,
            [PeopleEvents.Member(user, null, role.Name(), source, actor, now)],
            cancellationToken
        );
        return recorded.Succeeded ? default(Done) : recorded.Failure;
    }

    internal Task<Outcome<Done>> ChangeAsync(
        OrganizationId organization,
        UserId user,
        Role? role,
        Role by,
        string source,
        AuditActor actor,
        CancellationToken cancellationToken
    ) =>
        _database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                // Owners first, in one order: two who change each other at once do not wait for each other.
                var now = _clock.GetUtcNow();
                var owners = await OwnersAsync(scope, stop);
                if (await RoleOfAsync(scope, user, stop) is not { } old)
                {
                    return new Failure(FailureCode.NotFound);
                }

                if (!PermissionMatrix.MayAssign(by, old) || (role is { } given && !PermissionMatrix.MayAssign(by, given)))
                {
                    return new Failure(FailureCode.Forbidden);
                }

                if (old == role)
                {
                    return default(Done);
                }

                if (old == Role.Owner && owners == 1)
                {
                    return new Failure(FailureCode.Conflict);
                }

                await using var update = scope.CreateCommand(
                    "update people.membership set role = coalesce($3, role), changed_at = $4, removed_at = $5 where organization_id = $1 and user_id = $2",
                    organization.Value,
                    user.Value,
                    role?.Name(),
                    now,
                    role is null ? now : null
                );
                await update.ExecuteNonQueryAsync(stop);
                List<AuditEvent> events = [PeopleEvents.Member(user, old.Name(), role?.Name(), source, actor, now)];
                if (role is null)
                {
                    var ended = await SessionEnds.EndAllAsync(scope, user, now, stop);
                    events.AddRange(ended.Select(one => PeopleEvents.Ended(one.User, one.Session, SessionEnd.MembershipEnded, actor, now)));
                }

                var withdrawn = await Invitations.WithdrawAsync(scope, user, role, now, stop);
                events.AddRange(withdrawn.Select(one => PeopleEvents.Invitation(one.Id, one.Role, InvitationChange.Withdrawn, actor, now)));
                if (
                    PermissionMatrix.Of(old).Contains(Permission.ManageApiKeys)
                    && !(role is { } next && PermissionMatrix.Of(next).Contains(Permission.ManageApiKeys))
                )
                {
                    events.AddRange(await LeftBehindAsync(scope, user, actor, now, stop));
                }

                return await _audit.AppendAllAsync(organization, events, stop);
            },
            cancellationToken
        );

    /// <summary>Members whose role allows this.</summary>
    public Task<Outcome<IReadOnlySet<UserId>>> WhoMayAsync(
        OrganizationId organization,
        Permission permission,
        CancellationToken cancellationToken
    ) =>
        _database.RunAsync<IReadOnlySet<UserId>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    "select user_id from people.membership where organization_id = $1 and removed_at is null and role = any($2)",
                    organization.Value,
                    Roles.All.Where(role => PermissionMatrix.Of(role).Contains(permission)).Select(role => role.Name()).ToArray()
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var found = new HashSet<UserId>();
                while (await reader.ReadAsync(stop))
                {
                    found.Add(new UserId(reader.GetGuid(0)));
                }

                return found;
            },
            cancellationToken
        );

    /// <summary>Live API keys that somebody made who may make none from now on. They are the organization's and go on, which is on record and an alert: who made a key may have kept it.</summary>
    private static async Task<List<ApiKeyLeftBehind>> LeftBehindAsync(
        OrganizationScope scope,
        UserId maker,
        AuditActor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var select = scope.CreateCommand(
            """
            select api_key_id from organizations.api_key
            where organization_id = $1 and created_by = $2 and revoked_at is null and (expires_at is null or expires_at > $3) order by api_key_id
            """,
            scope.Organization.Value,
            maker.ToString(),
            now
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var left = new List<ApiKeyLeftBehind>();
        while (await reader.ReadAsync(cancellationToken))
        {
            left.Add(PeopleEvents.LeftBehind(new ApiKeyId(reader.GetGuid(0)), maker, actor, now));
        }

        return left;
    }

    /// <summary>Locks memberships in the order of a change of members: owners first, each in the order of ids.</summary>
    internal static async Task LockAsync(OrganizationScope scope, Guid[] users, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            "select from people.membership where organization_id = $1 and user_id = any($2) order by role = 'owner' desc, user_id for update",
            scope.Organization.Value,
            users
        );
        await select.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<Role?> RoleOfAsync(OrganizationScope scope, UserId user, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            "select role from people.membership where organization_id = $1 and user_id = $2 and removed_at is null for update",
            scope.Organization.Value,
            user.Value
        );
        return Roles.Named(await select.ExecuteScalarAsync(cancellationToken) as string);
    }

    /// <summary>Owners, locked: two who leave at once do not leave an organization without one.</summary>
    private static async Task<int> OwnersAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            "select user_id from people.membership where organization_id = $1 and role = 'owner' and removed_at is null order by user_id for update",
            scope.Organization.Value
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var owners = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            owners++;
        }

        return owners;
    }
}

/// <summary>A member, for those who may see members.</summary>
public sealed record Member(UserId User, Role Role, Profile Profile, DateTimeOffset Since);
