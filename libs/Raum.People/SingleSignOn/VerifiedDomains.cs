using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.People.SingleSignOn;

/// <summary>Domains that an operator knows to be an organization's: its provider brings people of those and of no others.</summary>
public sealed class VerifiedDomains(RaumDatabase database, IAuditLog audit, TimeProvider clock)
{
    /// <summary>An operator vouches that a domain is the organization's.</summary>
    /// <returns><see cref="FailureCode.Conflict"/> when it is another organization's; <see cref="FailureCode.InvalidRequest"/> for what is no domain.</returns>
    public Task<Outcome<Done>> AddAsync(OrganizationId organization, string domain, AuditActor actor, CancellationToken cancellationToken)
    {
        var normal = domain.Trim().ToLowerInvariant();
        if (Uri.CheckHostName(normal) != UriHostNameType.Dns || !normal.Contains('.', StringComparison.Ordinal))
        {
            return Task.FromResult<Outcome<Done>>(new Failure(FailureCode.InvalidRequest));
        }

        return database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                await using var insert = scope.CreateCommand(
                    "insert into people.verified_domain (organization_id, domain, verified_at) values ($1, $2, $3) on conflict do nothing",
                    organization.Value,
                    normal,
                    clock.GetUtcNow()
                );
                return await insert.ExecuteNonQueryAsync(stop) == 1
                    ? await RecordAsync(organization, null, normal, [], actor, stop)
                    : new Failure(FailureCode.Conflict);
            },
            cancellationToken
        );
    }

    /// <summary>
    /// The domain is the organization's no more: nobody of it signs in by the provider from now on. What the provider began and has not ended goes, half-done
    /// sign-ins too: whose domain stands signs in again.
    /// </summary>
    public Task<Outcome<Done>> RemoveAsync(
        OrganizationId organization,
        string domain,
        AuditActor actor,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                var normal = domain.Trim().ToLowerInvariant();
                await using var delete = scope.CreateCommand(
                    "delete from people.verified_domain where organization_id = $1 and domain = $2",
                    organization.Value,
                    normal
                );
                if (await delete.ExecuteNonQueryAsync(stop) != 1)
                {
                    return new Failure(FailureCode.NotFound);
                }

                var ended = await EndAsync(scope, clock.GetUtcNow(), stop);
                return await RecordAsync(organization, normal, null, ended, actor, stop);
            },
            cancellationToken
        );

    /// <summary>Which domain a session is of is sealed with the address: all that the provider began end.</summary>
    private static async Task<List<EndedSession>> EndAsync(OrganizationScope scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Waits for sessions that are beginning: they are seen below. A sign-in that waits for its second factor was vouched for before this.
        await using var touch = scope.CreateCommand(
            "update people.identity_provider set changed_at = greatest($2, changed_at + interval '1 microsecond') where organization_id = $1",
            scope.Organization.Value,
            now
        );
        await touch.ExecuteNonQueryAsync(cancellationToken);
        await using var end = scope.CreateCommand(
            """
            update people.session set ended_at = $2 where organization_id = $1 and ended_at is null and $3 = any(methods)
            returning session_id, user_id
            """,
            scope.Organization.Value,
            now,
            SignInMethods.Oidc
        );
        return await SessionEnds.EndedAsync(end, cancellationToken);
    }

    /// <summary>Whose domain this is.</summary>
    internal async Task<Outcome<OrganizationId>> OrganizationOfAsync(string domain, CancellationToken cancellationToken)
    {
        try
        {
            await using var lookup = database.CreateLookup("select organization_id from lookup.verified_domain($1)").With(domain);
            return await lookup.ExecuteScalarAsync(cancellationToken) is Guid found
                ? new OrganizationId(found)
                : new Failure(FailureCode.NotFound);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task<Outcome<Done>> RecordAsync(
        OrganizationId organization,
        string? old,
        string? now,
        IReadOnlyList<EndedSession> ended,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var at = clock.GetUtcNow();
        var recorded = await audit.AppendAllAsync(
            organization,
            [
                new SettingChanged
                {
                    Id = Guid.CreateVersion7(at),
                    At = at,
                    Actor = actor,
                    Correlation = new CorrelationId(organization.Value),
                    Target = new AuditTarget("organization", organization.ToString()),
                    Setting = "verified-domain",
                    OldValue = old is null ? null : new PersonalText($"\"{old}\""),
                    NewValue = now is null ? null : new PersonalText($"\"{now}\""),
                },
                .. ended.Select(one => PeopleEvents.Ended(one.User, one.Session, SessionEnd.CredentialChanged, actor, at)),
            ],
            cancellationToken
        );
        return recorded.Succeeded ? default(Done) : recorded.Failure;
    }
}
