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

    /// <summary>Creates an organization; the second call with the same id changes nothing.</summary>
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

        var now = _clock.GetUtcNow();
        try
        {
            await using var insert = _platform.CreateLookup(
                "insert into organizations.organization (organization_id, name, region, created_at) values ($1, $2, $3, $4) on conflict do nothing"
            );
            insert.Parameters.Add(new() { Value = id.Value });
            insert.Parameters.Add(new() { Value = name });
            insert.Parameters.Add(new() { Value = region });
            insert.Parameters.Add(new() { Value = now });
            if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                return new Organization(id, name, region);
            }
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }

        var recorded = await _audit.AppendAsync(
            id,
            [
                new OrganizationCreated
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(id.Value),
                    Target = new AuditTarget("organization", id.ToString()),
                    Name = new PersonalText(name),
                    Region = region,
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded ? new Organization(id, name, region) : recorded.Failure;
    }

    /// <summary>All organizations that are not closed, oldest first.</summary>
    /// <exception cref="NpgsqlException">Postgres cannot be reached.</exception>
    public async Task<IReadOnlyList<OrganizationId>> ListAsync(CancellationToken cancellationToken)
    {
        await using var select = _platform.CreateLookup(
            "select organization_id from organizations.organization where closed_at is null order by created_at, organization_id"
        );
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
