using Raum.Core;
using Raum.Data;
using Raum.Keys.Customers;

namespace Raum.Keys;

/// <summary>A KMS key that a customer holds.</summary>
/// <param name="Region">Raum's region in which it lies; null where that is none of them.</param>
public sealed record HeldKey(string KeyArn, string RoleArn, string? Region);

/// <summary>Which KMS key a customer holds for its organization. Data keys made from then on are wrapped by it; <see cref="KeyringMove"/> moves those that are there.</summary>
public sealed class CustomerKeyring
{
    private readonly CustomerKeys _keys;

    internal CustomerKeyring(CustomerKeys keys) => _keys = keys;

    /// <summary>The key in force; null for an organization without one.</summary>
    public async Task<Outcome<HeldKey?>> FindAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var found = await _keys.CurrentAsync(organization, cancellationToken);
        return !found.Succeeded ? found.Failure
            : found.Value is { } key ? new HeldKey(key.KeyArn, key.RoleArn, CustomerKey.RegionOf(key.KeyArn))
            : default(HeldKey?);
    }

    /// <summary>Tries a key out, without changing anything.</summary>
    /// <returns>
    /// <see cref="FailureCode.InvalidRequest"/> for what is no ARN of a key and of a role; <see cref="FailureCode.NotConfigured"/> without
    /// <see cref="CustomerKeysOptions.StsRegion"/>; <see cref="FailureCode.Forbidden"/> when the role can be assumed without naming the organization;
    /// <see cref="FailureCode.KeyRefused"/> and <see cref="FailureCode.KeyUnavailable"/>.
    /// </returns>
    public async Task<Outcome<HeldKey>> TryAsync(
        OrganizationId organization,
        string keyArn,
        string roleArn,
        CancellationToken cancellationToken
    )
    {
        if (organization == OrganizationId.Installation || !CustomerKey.Allows(keyArn, roleArn))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var tried = await _keys.TryAsync(organization, new CustomerKey(Guid.Empty, keyArn, roleArn), cancellationToken);
        return tried.Succeeded ? new HeldKey(keyArn, roleArn, CustomerKey.RegionOf(keyArn)) : tried.Failure;
    }

    /// <summary>Puts a key in force in place of the one before it, if any.</summary>
    public static async Task PutInForceAsync(OrganizationScope scope, HeldKey key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await EndAsync(scope, at, cancellationToken);
        await using var insert = scope.CreateCommand(
            "insert into keys.customer_key (organization_id, customer_key_id, key_arn, role_arn, created_at) values ($1, $2, $3, $4, $5)",
            scope.Organization.Value,
            Guid.CreateVersion7(at),
            key.KeyArn,
            key.RoleArn,
            at
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>From now on the installation's keyring wraps again.</summary>
    /// <returns>False when there was no key in force.</returns>
    public static async Task<bool> EndAsync(OrganizationScope scope, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var end = scope.CreateCommand(
            "update keys.customer_key set ended_at = $2 where organization_id = $1 and ended_at is null",
            scope.Organization.Value,
            at
        );
        return await end.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
