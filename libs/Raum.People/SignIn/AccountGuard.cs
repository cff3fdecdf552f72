using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Mail;

namespace Raum.People.SignIn;

/// <summary>Counts wrong secrets of an account and gives it a rest that doubles (ASVS 6.3.1). An attempt is counted before its secret is compared: a thousand at once are a thousand.</summary>
/// <remarks>The person is told by mail when a rest begins, and when somebody got in after several failures (ASVS 6.3.5).</remarks>
internal sealed partial class AccountGuard(
    RaumDatabase database,
    AccountStore accounts,
    CredentialLetters letters,
    IAuditLog audit,
    TimeProvider clock,
    IOptions<PeopleOptions> options,
    ILogger<AccountGuard> logger
)
{
    // So many wrong secrets before a right one are told.
    private const int Several = 3;

    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);

    // A rest locks out the person too: an attacker must not be able to make it a day.
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(15);
    private static readonly Guid Home = OrganizationId.Installation.Value;

    /// <returns>False while the account rests: nothing may be compared.</returns>
    public async Task<Outcome<bool>> TryAttemptAsync(UserId user, CancellationToken cancellationToken)
    {
        var counted = await CountAsync(user, cancellationToken);
        if (!counted.Succeeded)
        {
            return counted.Failure;
        }

        // Once for each row of failures, not for each that follows.
        if (counted.Value == options.Value.FailuresBeforeRest)
        {
            Tell(user, letters.SendResting);
        }

        return counted.Value is not null;
    }

    /// <returns>Attempts since the last success, this one too; null while the account rests.</returns>
    private Task<Outcome<int?>> CountAsync(UserId user, CancellationToken cancellationToken) =>
        database.RunAsync<int?>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                var now = clock.GetUtcNow();
                await using var update = scope.CreateCommand(
                    """
                    update people.account set failures = failures + 1,
                      locked_until = case when failures + 1 >= $4
                        then $3::timestamptz + least($5::interval * power(2, least(failures + 1 - $4, 20)), $6::interval) end
                    where organization_id = $1 and user_id = $2 and (locked_until is null or locked_until <= $3)
                    returning failures
                    """,
                    Home,
                    user.Value,
                    now,
                    options.Value.FailuresBeforeRest,
                    FirstRest,
                    LongestRest
                );
                return await update.ExecuteScalarAsync(stop) is int failures ? failures : default(int?);
            },
            cancellationToken
        );

    /// <summary>The secret was right: what was counted is forgotten.</summary>
    /// <param name="isLast">False while a second factor follows: then only this attempt is taken back, or a password that leaked would buy guesses of codes without end.</param>
    public async Task<Outcome<Done>> SucceededAsync(UserId user, bool isLast, CancellationToken cancellationToken)
    {
        var counted = await database.RunAsync<int>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update people.account set failures = case when $3 then 0 else greatest(counted.failures - 1, 0) end, locked_until = null
                    from (select failures from people.account where organization_id = $1 and user_id = $2 for update) counted
                    where organization_id = $1 and user_id = $2 returning counted.failures
                    """,
                    Home,
                    user.Value,
                    isLast
                );
                return await update.ExecuteScalarAsync(stop) is int failures ? failures : 0;
            },
            cancellationToken
        );
        if (!counted.Succeeded)
        {
            return counted.Failure;
        }

        // The right one was counted as well.
        if (isLast && counted.Value > Several)
        {
            Tell(user, letters.SendGotIn);
        }

        return default(Done);
    }

    /// <summary>Nobody waits: the time it takes must not tell who has an account. Where the address cannot be read now, no mail goes.</summary>
    private void Tell(UserId user, Action<PersonalText> send) =>
        _ = Task.Run(
            async () =>
            {
                var profiles = await accounts.ProfilesAsync([user], CancellationToken.None);
                if (profiles.Succeeded && profiles.Value.TryGetValue(user, out var profile))
                {
                    send(profile.Email);
                }
            },
            CancellationToken.None
        );

    /// <summary>Records a refusal with the organizations that it concerns, and gives the one answer that all of them have.</summary>
    /// <remarks>
    /// Also when it cannot be recorded: nobody is let in, nothing changes, and a different answer would tell whose account there is. The attempt stays counted, and
    /// operators are told how many records are missing.
    /// </remarks>
    public async Task<Failure> RefuseAsync(
        UserId user,
        string method,
        SignInFault fault,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var memberships = await MembershipsAsync(user, cancellationToken);
        if (!memberships.Succeeded)
        {
            LogNotRecorded(memberships.Failure.Code);
            return new Failure(FailureCode.Unauthorized);
        }

        var now = clock.GetUtcNow();
        foreach (var organization in memberships.Value.Select(member => member.Organization))
        {
            var recorded = await audit.AppendAsync(organization, [Refused(user, method, fault, origin, now)], cancellationToken);
            if (!recorded.Succeeded)
            {
                LogNotRecorded(recorded.Failure.Code);
            }
        }

        return new Failure(FailureCode.Unauthorized);
    }

    private static SignInFailed Refused(UserId user, string method, SignInFault fault, AuditOrigin? origin, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Actor = new AuditActor(AuditActorKind.User, user.ToString(), Authenticated: false),
            Correlation = new CorrelationId(user.Value),
            Target = AuditTarget.User(user),
            Result = AuditResult.Denied,
            Failure = FailureCode.Unauthorized,
            Origin = origin,
            User = user,
            Method = method,
            Fault = fault,
        };

    [LoggerMessage(4521, LogLevel.Error, "A refused sign-in is not on record: {Code}")]
    private partial void LogNotRecorded(FailureCode code);

    /// <summary>Where the person is a member, the oldest membership first.</summary>
    public async Task<Outcome<IReadOnlyList<(OrganizationId Organization, Role Role, DateTimeOffset JoinedAt)>>> MembershipsAsync(
        UserId user,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var lookup = database
                .CreateLookup("select organization_id, role, joined_at from lookup.memberships($1)")
                .With(user.Value);
            await using var reader = await lookup.ExecuteReaderAsync(cancellationToken);
            var found = new List<(OrganizationId, Role, DateTimeOffset)>();
            while (await reader.ReadAsync(cancellationToken))
            {
                if (Roles.Named(reader.GetString(1)) is { } role)
                {
                    found.Add((new OrganizationId(reader.GetGuid(0)), role, reader.GetFieldValue<DateTimeOffset>(2)));
                }
            }

            return found;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}
