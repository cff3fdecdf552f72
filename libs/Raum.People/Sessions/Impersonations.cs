using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Mail;

namespace Raum.People.Sessions;

/// <summary>An admin acts as another member (ORG-7): in a session of its own, for an hour at most, with a reason, told to the person, and with both identities on every record.</summary>
/// <remarks>It ends with the admin's own session, and with any change of either one's role, membership or credentials: <c>lookup.session</c> compares with every request.</remarks>
public sealed class Impersonations
{
    /// <summary>The longest.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly RaumDatabase _database;
    private readonly FieldSealer _sealer;
    private readonly AccountStore _accounts;
    private readonly CredentialLetters _letters;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    internal Impersonations(
        RaumDatabase database,
        FieldSealer sealer,
        AccountStore accounts,
        CredentialLetters letters,
        IAuditLog audit,
        TimeProvider clock
    ) => (_database, _sealer, _accounts, _letters, _audit, _clock) = (database, sealer, accounts, letters, audit, clock);

    /// <summary>Begins a session as <paramref name="user"/>. The admin's own goes on beside it.</summary>
    /// <param name="by">The admin's session; one in which somebody acts as another begins none.</param>
    /// <param name="lasts">More than <see cref="Longest"/> is cut, and so is what would outlast the admin's own session.</param>
    /// <returns>
    /// <see cref="FailureCode.NotFound"/> for somebody who is no member here or may not sign in; <see cref="FailureCode.Forbidden"/> for one of a higher role;
    /// <see cref="FailureCode.Conflict"/> for oneself.
    /// </returns>
    public async Task<Outcome<NewSession>> BeginAsync(
        SessionIdentity by,
        UserId user,
        PersonalText reason,
        TimeSpan lasts,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        if (by.BegunBy is not null || !by.Permissions.Contains(Permission.Impersonate))
        {
            return new Failure(FailureCode.Forbidden);
        }

        if (user == by.User)
        {
            return new Failure(FailureCode.Conflict);
        }

        var account = await _accounts.FindAsync(user, cancellationToken);
        if (!account.Succeeded || account.Value is not { MayUse: true })
        {
            return account.Failure ?? new Failure(FailureCode.NotFound);
        }

        var id = new SessionId(Guid.CreateVersion7(_clock.GetUtcNow()));
        var sealedReason = await _sealer.SealTextAsync(by.Organization, SessionList.Reason(id), reason, cancellationToken);
        if (!sealedReason.Succeeded)
        {
            return sealedReason.Failure;
        }

        var begun = await _database.RunAsync(
            by.Organization,
            (scope, stop) => BeginAsync(scope, by, user, id, reason, sealedReason.Value, lasts, origin, stop),
            cancellationToken
        );
        if (begun.Succeeded)
        {
            await TellAsync(user, begun.Value.ExpiresAt, cancellationToken);
        }

        return begun;
    }

    private async Task<Outcome<NewSession>> BeginAsync(
        OrganizationScope scope,
        SessionIdentity by,
        UserId user,
        SessionId id,
        PersonalText reason,
        byte[] sealedReason,
        TimeSpan lasts,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        // Locked, owners first as a change of members does: a role that changes meanwhile changes after this, and ends what begins here.
        var members = await MembersAsync(scope, by.User, user, cancellationToken);
        if (!members.TryGetValue(by.User, out var own) || !members.TryGetValue(user, out var other))
        {
            return new Failure(members.ContainsKey(by.User) ? FailureCode.NotFound : FailureCode.Unauthorized);
        }

        if (!PermissionMatrix.MayActAs(own.Role, other.Role))
        {
            return new Failure(FailureCode.Forbidden);
        }

        var now = _clock.GetUtcNow();
        var token = IdentifiedSecret.Create(id.Value, out var hash);
        await using var insert = scope.CreateCommand(
            """
            insert into people.session
              (organization_id, session_id, user_id, secret_hash, methods, created_at, seen_at, confirmed_at, expires_at,
               begun_by, impersonator_id, begun_epoch, reason_sealed)
            select $1, $2, $3, $4, own.methods, $5, $5, own.confirmed_at, least(own.expires_at, $6), own.session_id, own.user_id, $8, $9
            from people.session own
            where own.organization_id = $1 and own.session_id = $7 and own.ended_at is null and own.expires_at > $5
            returning expires_at
            """,
            scope.Organization.Value,
            id.Value,
            user.Value,
            hash,
            now,
            now + (lasts < Longest ? lasts : Longest),
            by.Id.Value,
            own.ChangedAt > other.ChangedAt ? own.ChangedAt : other.ChangedAt,
            sealedReason
        );
        if (await insert.ExecuteScalarAsync(cancellationToken) is not DateTime expires)
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var recorded = await _audit.AppendAsync(
            scope.Organization,
            [
                new ImpersonationBegan
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = by.Actor,
                    Correlation = new CorrelationId(id.Value),
                    Target = AuditTarget.User(user),
                    Origin = origin,
                    User = user,
                    Session = id,
                    Reason = reason,
                    Until = expires,
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded
            ? new NewSession(
                new SessionIdentity(scope.Organization, id, user, other.Role, by.ConfirmedAt)
                {
                    IsVouchedFor = by.IsVouchedFor,
                    HasSecondFactor = by.HasSecondFactor,
                    BegunBy = by.Id,
                    Impersonation = new Impersonation(by.User, expires),
                },
                token,
                expires
            )
            : recorded.Failure;
    }

    private static async Task<Dictionary<UserId, (Role Role, DateTimeOffset ChangedAt)>> MembersAsync(
        OrganizationScope scope,
        UserId by,
        UserId user,
        CancellationToken cancellationToken
    )
    {
        await using var select = scope.CreateCommand(
            """
            select user_id, role, changed_at from people.membership
            where organization_id = $1 and user_id in ($2, $3) and removed_at is null order by role = 'owner' desc, user_id for share
            """,
            scope.Organization.Value,
            by.Value,
            user.Value
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var members = new Dictionary<UserId, (Role, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (Roles.Named(reader.GetString(1)) is { } role)
            {
                members.Add(new UserId(reader.GetGuid(0)), (role, reader.GetFieldValue<DateTimeOffset>(2)));
            }
        }

        return members;
    }

    /// <summary>Where the address cannot be read now, no mail goes: it stands in the person's list of sessions and on record.</summary>
    private async Task TellAsync(UserId user, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var profiles = await _accounts.ProfilesAsync([user], cancellationToken);
        if (profiles.Succeeded && profiles.Value.TryGetValue(user, out var profile))
        {
            _letters.SendImpersonated(profile.Email, until);
        }
    }
}
