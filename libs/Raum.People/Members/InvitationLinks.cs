using System.Security.Cryptography;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.People.Access;
using Raum.People.Accounts;

namespace Raum.People.Members;

/// <summary>What the link of an invitation opens, and its acceptance.</summary>
internal sealed class InvitationLinks(RaumDatabase database, FieldSealer sealer, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Reads the invitation behind a link.</summary>
    /// <returns><see cref="FailureCode.Gone"/> for anything but one that can be accepted, without saying why.</returns>
    public async Task<Outcome<InvitedPerson>> OpenAsync(string? token, CancellationToken cancellationToken)
    {
        if (!IdentifiedSecret.TryRead(token, out var id, out var hash))
        {
            return new Failure(FailureCode.Gone);
        }

        var organization = await OrganizationOfAsync(id, cancellationToken);
        if (!organization.Succeeded)
        {
            return organization.Failure;
        }

        var row = await database.RunAsync<(byte[] Email, string Role, DateTimeOffset CreatedAt)>(
            organization.Value,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select secret_hash, email_sealed, role, created_at, created_by from people.invitation
                    where organization_id = $1 and invitation_id = $2 and accepted_at is null and withdrawn_at is null and expires_at > $3
                    """,
                    organization.Value.Value,
                    id,
                    clock.GetUtcNow()
                );
                (byte[], string, DateTimeOffset) found;
                string by;
                await using (var reader = await select.ExecuteReaderAsync(stop))
                {
                    if (!await reader.ReadAsync(stop) || !CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(0), hash))
                    {
                        return new Failure(FailureCode.Gone);
                    }

                    found = (reader.GetFieldValue<byte[]>(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3));
                    by = reader.GetString(4);
                }

                return await MayStillGiveAsync(scope, by, found.Item2, stop) ? found : new Failure(FailureCode.Gone);
            },
            cancellationToken
        );
        if (!row.Succeeded)
        {
            return row.Failure;
        }

        var email = await sealer.OpenTextAsync(organization.Value, Invitations.Field(id), row.Value.Email, cancellationToken);
        return !email.Succeeded ? email.Failure
            : EmailAddress.Read(email.Value) is { } address && Roles.Named(row.Value.Role) is { } role
                ? new InvitedPerson(organization.Value, id, address, role, row.Value.CreatedAt)
            : new Failure(FailureCode.Gone);
    }

    /// <summary>The person becomes a member, once.</summary>
    public Task<Outcome<Done>> AcceptAsync(InvitedPerson invited, UserId user, CancellationToken cancellationToken) =>
        database.RunAsync<Done>(
            invited.Organization,
            async (scope, stop) =>
            {
                var now = clock.GetUtcNow();
                // In the order of a change of members, memberships before what hangs on them: neither waits for the other.
                if (await MakerAsync(scope, invited.Id, stop) is not { } maker)
                {
                    return new Failure(FailureCode.Gone);
                }

                await MemberStore.LockAsync(scope, Guid.TryParse(maker, out var by) ? [by, user.Value] : [user.Value], stop);
                if (!await MayStillGiveAsync(scope, maker, invited.Role.Name(), stop))
                {
                    return new Failure(FailureCode.Gone);
                }

                await using var update = scope.CreateCommand(
                    """
                    update people.invitation set accepted_at = $3
                    where organization_id = $1 and invitation_id = $2 and accepted_at is null and withdrawn_at is null and expires_at > $3
                    """,
                    invited.Organization.Value,
                    invited.Id,
                    now
                );
                if (await update.ExecuteNonQueryAsync(stop) == 0)
                {
                    return new Failure(FailureCode.Gone);
                }

                var added = await MemberStore.AddAsync(
                    scope,
                    audit,
                    user,
                    invited.Role,
                    "invitation",
                    invited.CreatedAt,
                    AuditActor.User(user),
                    now,
                    stop
                );
                if (!added.Succeeded)
                {
                    return added.Failure.Code == FailureCode.Unauthorized ? new Failure(FailureCode.Gone) : added;
                }

                var recorded = await audit.AppendAsync(
                    invited.Organization,
                    [PeopleEvents.Invitation(invited.Id, invited.Role.Name(), InvitationChange.Accepted, AuditActor.User(user), now)],
                    stop
                );
                return recorded.Succeeded ? default(Done) : recorded.Failure;
            },
            cancellationToken
        );

    private static async Task<string?> MakerAsync(OrganizationScope scope, Guid invitation, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            "select created_by from people.invitation where organization_id = $1 and invitation_id = $2",
            scope.Organization.Value,
            invitation
        );
        return await select.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>Whether who invited may do so now: an invitation is worth what its maker is. Operators, who are no members, always may.</summary>
    private static async Task<bool> MayStillGiveAsync(OrganizationScope scope, string by, string role, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(by, out var user))
        {
            return true;
        }

        await using var select = scope.CreateCommand(
            "select role from people.membership where organization_id = $1 and user_id = $2 and removed_at is null",
            scope.Organization.Value,
            user
        );
        return Roles.Named(await select.ExecuteScalarAsync(cancellationToken) as string) is { } own
            && Roles.Named(role) is { } given
            && PermissionMatrix.MayAssign(own, given);
    }

    private async Task<Outcome<OrganizationId>> OrganizationOfAsync(Guid invitation, CancellationToken cancellationToken)
    {
        try
        {
            await using var lookup = database.CreateLookup("select organization_id from lookup.invitation($1)").With(invitation);
            return await lookup.ExecuteScalarAsync(cancellationToken) is Guid found
                ? new OrganizationId(found)
                : new Failure(FailureCode.Gone);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}

internal sealed record InvitedPerson(OrganizationId Organization, Guid Id, EmailAddress Email, Role Role, DateTimeOffset CreatedAt);
