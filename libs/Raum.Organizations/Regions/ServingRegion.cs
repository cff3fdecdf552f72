using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Data;
using Raum.Data.Changes;

namespace Raum.Organizations.Regions;

/// <summary>Where an organization is served instead of here.</summary>
/// <param name="Region"><c>us</c>, <c>eu</c> or <c>apac</c>.</param>
/// <param name="Address">Of the deployment there, where this one was told it.</param>
public sealed record OtherRegion(string Region, Uri? Address);

/// <summary>Tells whether this deployment serves an organization (ORG-9). One that is bound to no region serves all of them.</summary>
public sealed class ServingRegion(RaumDatabase database, ChangeFeed changes, TimeProvider clock, IOptions<DeploymentOptions> options)
{
    private readonly Kept<OrganizationId, Home> _homes = new(changes, clock, (organization, _) => organization);

    /// <summary>Where the organization is served; null when that is here.</summary>
    /// <returns><see cref="FailureCode.OrganizationClosed"/>; <see cref="FailureCode.DatabaseUnavailable"/> when it cannot be told.</returns>
    public async ValueTask<Outcome<OtherRegion?>> ElsewhereAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        // The installation's own stream has no region, and never ends.
        if (organization == OrganizationId.Installation)
        {
            return default(OtherRegion?);
        }

        var home = await _homes.GetAsync(organization, ReadAsync, cancellationToken);
        return !home.Succeeded ? home.Failure
            : home.Value.IsClosed ? new Failure(FailureCode.OrganizationClosed)
            : home.Value.Region is not { } region || options.Value.Region is not { } here || region == here ? default(OtherRegion?)
            : new OtherRegion(region, Address(region));
    }

    /// <summary>For work that nobody waits for: done, or the reason not to do it.</summary>
    /// <returns><see cref="FailureCode.WrongRegion"/>, <see cref="FailureCode.OrganizationClosed"/>, <see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public async ValueTask<Outcome<Done>> RequireAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var elsewhere = await ElsewhereAsync(organization, cancellationToken);
        return !elsewhere.Succeeded ? elsewhere.Failure
            : elsewhere.Value is null ? default(Done)
            : new Failure(FailureCode.WrongRegion);
    }

    private Uri? Address(string region) =>
        region switch
        {
            "us" => options.Value.UsAddress,
            "eu" => options.Value.EuAddress,
            _ => options.Value.ApacAddress,
        };

    private async Task<Outcome<Home>> ReadAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(
                "select region, closed_at is not null from organizations.organization where organization_id = $1",
                organization.Value
            );
            await using var reader = await batch.ReadAsync(cancellationToken);
            // No such organization: what is asked for next says so.
            return await reader.ReadAsync(cancellationToken)
                ? new Home(reader.GetNullable<string?>(0), reader.GetBoolean(1))
                : new Home(null, false);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private sealed record Home(string? Region, bool IsClosed);
}
