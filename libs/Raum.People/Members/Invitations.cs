using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.People.Access;
using Raum.People.Accounts;

namespace Raum.People.Members;

/// <summary>Invitations by e-mail: the link proves the address. It works once, for a few days, for one organization and role.</summary>
public sealed class Invitations
{
    private readonly RaumDatabase _database;
    private readonly FieldSealer _sealer;
    private readonly EmailIndex _index;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;
    private readonly PeopleOptions _options;

    internal Invitations(
        RaumDatabase database,
        FieldSealer sealer,
        EmailIndex index,
        IAuditLog audit,
        TimeProvider clock,
        IOptions<PeopleOptions> options
    ) => (_database, _sealer, _index, _audit, _clock, _options) = (database, sealer, index, audit, clock, options.Value);

    /// <summary>Makes an invitation. The link in the answer is the only copy: it is sent to the address, and shown to nobody else.</summary>
    public async Task<Outcome<NewInvitation>> CreateAsync(
        OrganizationId organization,
        EmailAddress email,
        Role role,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var hash = await _index.OfAsync(email, cancellationToken);
        if (!hash.Succeeded)
        {
            return hash.Failure;
        }

        var sealedEmail = await _sealer.SealTextAsync(organization, Field(id), email.Text, cancellationToken);
        if (!sealedEmail.Succeeded)
        {
            return sealedEmail.Failure;
        }

        var token = IdentifiedSecret.Create(id, out var secretHash);
        return await _database.RunAsync<NewInvitation>(
            organization,
            async (scope, stop) =>
            {
                await using var insert = scope.CreateCommand(
                    """
                    insert into people.invitation
                      (organization_id, invitation_id, email_index, email_sealed, role, secret_hash, created_at, created_by, expires_at)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                    """,
                    organization.Value,
                    id,
                    hash.Value,
                    sealedEmail.Value,
                    role.Name(),
                    secretHash,
                    now,
                    actor.Id,
                    now + _options.InvitationStands
                );
                await insert.ExecuteNonQueryAsync(stop);
                var recorded = await _audit.AppendAsync(
                    organization,
                    [PeopleEvents.Invitation(id, role.Name(), InvitationChange.Created, actor, now)],
                    stop
                );

                // Behind the hash sign: browsers send that to no server, so that the link stands in no log.
                return recorded.Succeeded
                    ? new NewInvitation(
                        id,
                        token,
                        new Uri($"{_options.PublicUrl.TrimEnd('/')}/invitation#{token}"),
                        now + _options.InvitationStands
                    )
                    : recorded.Failure;
            },
            cancellationToken
        );
    }

    /// <summary>Invitations that can still be accepted.</summary>
    public async Task<Outcome<IReadOnlyList<OpenInvitation>>> ListAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var rows = await _database.RunAsync<List<(Guid Id, byte[] Email, string Role, DateTimeOffset Expires)>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select invitation_id, email_sealed, role, expires_at from people.invitation
                    where organization_id = $1 and accepted_at is null and withdrawn_at is null and expires_at > $2
                    order by created_at desc limit 1000
                    """,
                    organization.Value,
                    _clock.GetUtcNow()
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var found = new List<(Guid, byte[], string, DateTimeOffset)>();
                while (await reader.ReadAsync(stop))
                {
                    found.Add(
                        (reader.GetGuid(0), reader.GetFieldValue<byte[]>(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3))
                    );
                }

                return found;
            },
            cancellationToken
        );
        if (!rows.Succeeded)
        {
            return rows.Failure;
        }

        var open = new List<OpenInvitation>();
        foreach (var row in rows.Value)
        {
            var email = await _sealer.OpenTextAsync(organization, Field(row.Id), row.Email, cancellationToken);
            if (!email.Succeeded)
            {
                return email.Failure;
            }

            open.Add(new OpenInvitation(row.Id, email.Value, row.Role, row.Expires));
        }

        return open;
    }

    /// <summary>Takes an invitation back.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when there is none that can still be accepted.</returns>
    public Task<Outcome<Done>> WithdrawAsync(OrganizationId organization, Guid id, AuditActor actor, CancellationToken cancellationToken) =>
        _database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                var now = _clock.GetUtcNow();
                await using var update = scope.CreateCommand(
                    """
                    update people.invitation set withdrawn_at = $3
                    where organization_id = $1 and invitation_id = $2 and accepted_at is null and withdrawn_at is null returning role
                    """,
                    organization.Value,
                    id,
                    now
                );
                if (await update.ExecuteScalarAsync(stop) is not string role)
                {
                    return new Failure(FailureCode.NotFound);
                }

                var recorded = await _audit.AppendAsync(
                    organization,
                    [PeopleEvents.Invitation(id, role, InvitationChange.Withdrawn, actor, now)],
                    stop
                );
                return recorded.Succeeded ? default(Done) : recorded.Failure;
            },
            cancellationToken
        );

    /// <summary>Reads the invitation behind a link.</summary>
    /// <returns><see cref="FailureCode.Gone"/> for anything but one that can be accepted, without saying why.</returns>
    internal async Task<Outcome<InvitedPerson>> OpenAsync(string? token, CancellationToken cancellationToken)
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

        var row = await _database.RunAsync<(byte[] Email, string Role, DateTimeOffset CreatedAt)>(
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
                    _clock.GetUtcNow()
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

        var email = await _sealer.OpenTextAsync(organization.Value, Field(id), row.Value.Email, cancellationToken);
        return !email.Succeeded ? email.Failure
            : EmailAddress.Read(email.Value) is { } address && Roles.Named(row.Value.Role) is { } role
                ? new InvitedPerson(organization.Value, id, address, role, row.Value.CreatedAt)
            : new Failure(FailureCode.Gone);
    }

    /// <summary>The person becomes a member, once.</summary>
    internal Task<Outcome<Done>> AcceptAsync(InvitedPerson invited, UserId user, CancellationToken cancellationToken) =>
        _database.RunAsync<Done>(
            invited.Organization,
            async (scope, stop) =>
            {
                var now = _clock.GetUtcNow();
                await using var update = scope.CreateCommand(
                    """
                    update people.invitation set accepted_at = $3
                    where organization_id = $1 and invitation_id = $2 and accepted_at is null and withdrawn_at is null and expires_at > $3
                    returning created_by
                    """,
                    invited.Organization.Value,
                    invited.Id,
                    now
                );
                if (
                    await update.ExecuteScalarAsync(stop) is not string by
                    || !await MayStillGiveAsync(scope, by, invited.Role.Name(), stop)
                )
                {
                    return new Failure(FailureCode.Gone);
                }

                var added = await MemberStore.AddAsync(
                    scope,
                    _audit,
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

                var recorded = await _audit.AppendAsync(
                    invited.Organization,
                    [PeopleEvents.Invitation(invited.Id, invited.Role.Name(), InvitationChange.Accepted, AuditActor.User(user), now)],
                    stop
                );
                return recorded.Succeeded ? default(Done) : recorded.Failure;
            },
            cancellationToken
        );

    /// <summary>Withdraws what a member invited to and may give no more.</summary>
    /// <param name="role">The member's role from now on; null: none.</param>
    internal static async Task<List<(Guid Id, string Role)>> WithdrawAsync(
        OrganizationScope scope,
        UserId by,
        Role? role,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            """
            update people.invitation set withdrawn_at = $3
            where organization_id = $1 and created_by = $2 and accepted_at is null and withdrawn_at is null and not role = any($4)
            returning invitation_id, role
            """,
            scope.Organization.Value,
            by.ToString(),
            now,
            Roles.All.Where(given => role is { } own && PermissionMatrix.MayAssign(own, given)).Select(given => given.Name()).ToArray()
        );
        await using var reader = await update.ExecuteReaderAsync(cancellationToken);
        var withdrawn = new List<(Guid, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            withdrawn.Add((reader.GetGuid(0), reader.GetString(1)));
        }

        return withdrawn;
    }

    /// <summary>Whether who invited may do so now: an invitation is worth what its maker is. Operators, who are no members, always may.</summary>
    private static async Task<bool> MayStillGiveAsync(OrganizationScope scope, string by, string role, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(by, out var user))
        {
            return true;
        }

        await using var select = scope.CreateCommand(
            "select role from people.membership where organization_id = $1 and user_id = $2 and removed_at is null for share",
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
            await using var lookup = _database.CreateLookup("select organization_id from lookup.invitation($1)").With(invitation);
            return await lookup.ExecuteScalarAsync(cancellationToken) is Guid found
                ? new OrganizationId(found)
                : new Failure(FailureCode.Gone);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private static FieldAddress Field(Guid invitation) => new("people_invitation", "email_sealed", invitation.ToString("D"));
}

/// <param name="Token">A secret: who has it becomes the member.</param>
/// <param name="Link">Holds the token.</param>
public sealed record NewInvitation(Guid Id, string Token, Uri Link, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"invitation {Id}";
}

public sealed record OpenInvitation(Guid Id, PersonalText Email, string Role, DateTimeOffset ExpiresAt);

internal sealed record InvitedPerson(OrganizationId Organization, Guid Id, EmailAddress Email, Role Role, DateTimeOffset CreatedAt);
