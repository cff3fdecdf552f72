using Amazon.KeyManagementService;
using Raum.Core;
using Raum.Keys.Kms;

namespace Raum.Keys.Customers;

/// <summary>One organization's own KMS key. What goes wrong with it concerns this organization alone.</summary>
internal sealed class CustomerKeyWrapper(
    OrganizationId organization,
    CustomerKey key,
    CustomerRoles roles,
    CustomerKeysOptions options,
    KmsAlerts alerts
) : IKeyWrapper
{
    public string Name => key.Wrapper;

    public Task<Outcome<Done>> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<Outcome<Done>>(default(Done));

    public Task<Outcome<byte[]>> WrapAsync(KeyContext context, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        KmsCalls.WrapAsync(ClientAsync, key.KeyArn, organization, alerts, context, bytes, cancellationToken);

    public Task<Outcome<byte[]>> UnwrapAsync(KeyContext context, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken) =>
        KmsCalls.UnwrapAsync(ClientAsync, key.KeyArn, organization, alerts, context, wrapped, cancellationToken);

    private async ValueTask<KmsLease> ClientAsync(CancellationToken cancellationToken)
    {
        var session = await roles.AssumeAsync(organization, key, cancellationToken);
        var client = KmsClient.Create(key.AwsRegion, options.KmsEndpoint, session);
        return new KmsLease(client, client);
    }
}
