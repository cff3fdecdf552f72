using Amazon.KeyManagementService;
using Microsoft.Extensions.Options;
using Raum.Core;

namespace Raum.Keys.Kms;

/// <summary>The installation's key in AWS KMS.</summary>
/// <remarks>Who disables the key, or takes the permission away, stops Raum: <see cref="FailureCode.KeyRefused"/>, no fallback.</remarks>
internal sealed class KmsKeyWrapper(IAmazonKeyManagementService kms, IOptions<KeysOptions> options, KmsAlerts alerts) : IKeyWrapper
{
    public string Name => "kms.v1";

    /// <summary>Nothing: the first call opens the connection, in milliseconds, and a key service that is down must not keep webhooks with cached keys out.</summary>
    public Task<Outcome<Done>> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<Outcome<Done>>(default(Done));

    public Task<Outcome<byte[]>> WrapAsync(KeyContext context, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        KmsCalls.WrapAsync(Client, options.Value.Kms!.KeyId, OrganizationId.Installation, alerts, context, key, cancellationToken);

    public Task<Outcome<byte[]>> UnwrapAsync(KeyContext context, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken) =>
        KmsCalls.UnwrapAsync(Client, options.Value.Kms!.KeyId, OrganizationId.Installation, alerts, context, wrapped, cancellationToken);

    private ValueTask<KmsLease> Client(CancellationToken cancellationToken) => ValueTask.FromResult(new KmsLease(kms, null));
}
