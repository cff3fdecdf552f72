using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.Organizations;

/// <summary>Which organizations there are. Platform work: the role it uses sees this list and nothing that an organization owns.</summary>
public sealed class OrganizationDirectory
{
    private readonly RaumDatabase _platform;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    /// <param name="platform">Signs in as <c>raum_platform</c>.</param>
    public OrganizationDirectory(RaumDatabase platform, IAuditLog audit, TimeProvider clock)
    {
        _platform = platform;
        _audit = audit;
        _clock = clock;
    }

    /// <summary>Creates an organization; a second call with the same id changes nothing and returns what is there.</summary>
    /// <param name="region"><c>us</c>, <c>eu</c> or <c>apac</c> (ORG-9).</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for another region or a name that is empty or longer than 200.</returns>
    public async Task<Outcome<Organization>> CreateAsync(
        OrganizationId id,
        string name,
        string region,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (name.Length is 0 or > 200 || region is not ("us" or "eu" or "apac"))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        Organization created;
        DateTimeOffset at;
        try
        {
            await using var upsert = _platform
                .CreateLookup(
                    """
                    with created as (
                      insert into organizations.organization (organization_id, name, region, created_at) values ($1, $2, $3, $4)
                      on conflict do nothing returning name, region, created_at)
                    select * from created union all
                    select name, region, created_at from organizations.organization where organization_id = $1 limit 1
                    """
                )
                .With(id.Value, name, region, _clock.GetUtcNow());
            await using var reader = await upsert.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return new Failure(FailureCode.Conflict); // made by another call at this moment, and not visible yet
            }

            created = new Organization(id, reader.GetString(0), reader.GetString(1));
            at = reader.GetFieldValue<DateTimeOffset>(2);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }

        // Appended on a repeated call too: the first may have ended between the row and the record. The log keeps one.
        var recorded = await _audit.AppendAsync(
            id,
            [
                new OrganizationCreated
                {
                    Id = EventIds.Of("organization-created", id.Value),
                    At = at,
                    Actor = actor,
                    Correlation = new CorrelationId(id.Value),
                    Target = new AuditTarget("organization", id.ToString()),
                    Name = new PersonalText(created.Name),
                    Region = created.Region,
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded || recorded.Failure.Code == FailureCode.AuditConflict ? created : recorded.Failure;
    }

    /// <summary>All organizations that are not closed, oldest first.</summary>
    /// <exception cref="NpgsqlException">Postgres cannot be reached.</exception>
    public async Task<IReadOnlyList<OrganizationId>> ListAsync(CancellationToken cancellationToken)
    {
        await using var select = _platform
            .CreateLookup(
                """
                select organization_id from organizations.organization where closed_at is null and organization_id <> $1
                order by created_at, organization_id
                """
            )
            .With(OrganizationId.Installation.Value);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var found = new List<OrganizationId>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new OrganizationId(reader.GetGuid(0)));
        }

        return found;
    }
}

public sealed record Organization(OrganizationId Id, string Name, string Region);
