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

    /// <summary>Where the address of an invitation stands.</summary>
    internal static FieldAddress Field(Guid invitation) => new("people_invitation", "email_sealed", invitation.ToString("D"));
}

/// <param name="Token">A secret: who has it becomes the member.</param>
/// <param name="Link">Holds the token.</param>
public sealed record NewInvitation(Guid Id, string Token, Uri Link, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"invitation {Id}";
}

public sealed record OpenInvitation(Guid Id, PersonalText Email, string Role, DateTimeOffset ExpiresAt);
