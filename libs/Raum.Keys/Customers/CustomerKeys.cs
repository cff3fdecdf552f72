using System.Security.Cryptography;
using Amazon.SecurityToken;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Data;
using Raum.Keys.Kms;

namespace Raum.Keys.Customers;

/// <summary>Keys that customers hold in their own AWS accounts. Their rows are read whenever a data key is made or loaded, which is every few minutes: nothing is kept of them.</summary>
/// <param name="sts">Null where no region is configured for it: then customers' keys cannot be used.</param>
internal sealed class CustomerKeys(RaumDatabase database, IOptions<KeysOptions> options, KmsAlerts alerts, IAmazonSecurityTokenService? sts)
{
    private readonly CustomerRoles? _roles = sts is null ? null : new CustomerRoles(sts);

    /// <returns><see cref="FailureCode.KeyUnavailable"/> where STS is not configured.</returns>
    public Outcome<Keyring> Keyring(OrganizationId organization, CustomerKey key) =>
        _roles is null
            ? new Failure(FailureCode.KeyUnavailable)
            : new Keyring(new CustomerKeyWrapper(organization, key, _roles, options.Value.Customer, alerts), IsCustomers: true);

    /// <summary>Tries a key out: it wraps and unwraps for the organization, and its role refuses whoever does not name the organization.</summary>
    /// <returns>
    /// <see cref="FailureCode.NotConfigured"/> without STS; <see cref="FailureCode.Forbidden"/> for a role that does not ask for the external id;
    /// <see cref="FailureCode.KeyRefused"/>, <see cref="FailureCode.KeyUnavailable"/>.
    /// </returns>
    public async Task<Outcome<Done>> TryAsync(OrganizationId organization, CustomerKey key, CancellationToken cancellationToken)
    {
        if (_roles is null)
        {
            return new Failure(FailureCode.NotConfigured);
        }

        var wrapper = new CustomerKeyWrapper(organization, key, _roles, options.Value.Customer, alerts);
        var context = new KeyContext(organization, KeyPurpose.Field);
        var sample = RandomNumberGenerator.GetBytes(32);
        var wrapped = await wrapper.WrapAsync(context, sample, cancellationToken);
        if (!wrapped.Succeeded)
        {
            return wrapped.Failure;
        }

        var unwrapped = await wrapper.UnwrapAsync(context, wrapped.Value, cancellationToken);
        if (!unwrapped.Succeeded)
        {
            return unwrapped.Failure;
        }

        try
        {
            return !CryptographicOperations.FixedTimeEquals(sample, unwrapped.Value) ? new Failure(FailureCode.SealBroken)
                : await _roles.IsOpenToOthersAsync(organization, key, cancellationToken) ? new Failure(FailureCode.Forbidden)
                : default(Done);
        }
        catch (Exception e) when (KmsCalls.IsRefusedOrUnreachable(e, cancellationToken))
        {
            return alerts.Failed(organization, KmsFaults.Of(e), organization);
        }
    }

    /// <summary>The key in force; null for an organization without one.</summary>
    public Task<Outcome<CustomerKey?>> CurrentAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        ReadAsync(
            organization,
            "select customer_key_id, key_arn, role_arn from keys.customer_key where organization_id = $1 and ended_at is null",
            [organization.Value],
            cancellationToken
        );

    /// <summary>The key that a wrapper's name stands for, in force or not; null when there is none.</summary>
    public Task<Outcome<CustomerKey?>> NamedAsync(OrganizationId organization, string wrapper, CancellationToken cancellationToken) =>
        ReadAsync(
            organization,
            """
            select customer_key_id, key_arn, role_arn from keys.customer_key
            where organization_id = $1 and $2 = 'customer.v1/' || replace(customer_key_id::text, '-', '')
            """,
            [organization.Value, wrapper],
            cancellationToken
        );

    private async Task<Outcome<CustomerKey?>> ReadAsync(
        OrganizationId organization,
        string sql,
        object[] values,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(sql, values);
            await using var reader = await batch.ReadAsync(cancellationToken);
            CustomerKey? key = await reader.ReadAsync(cancellationToken)
                ? new CustomerKey(reader.GetGuid(0), reader.GetString(1), reader.GetString(2))
                : null;
            return key;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }
    }
}
