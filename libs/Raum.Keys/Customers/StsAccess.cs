using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Microsoft.Extensions.Options;

namespace Raum.Keys.Customers;

/// <summary>The SDK's client of STS as Raum uses it; none where no region is configured.</summary>
internal sealed class StsAccess : IDisposable
{
    public StsAccess(IOptions<KeysOptions> options)
        : this(options, credentials: null) { }

    /// <param name="credentials">Null: what the process was given (workload identity, instance role, environment), as the SDK finds it.</param>
    public StsAccess(IOptions<KeysOptions> options, AWSCredentials? credentials)
    {
        var settings = options.Value.Customer;
        if ((settings.StsRegion ?? options.Value.Kms?.Region) is not { } region)
        {
            return;
        }

        var configuration = new AmazonSecurityTokenServiceConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region),
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 2,
            Timeout = TimeSpan.FromSeconds(5),
        };
        if (settings.StsEndpoint is { } endpoint)
        {
            configuration.ServiceURL = endpoint.ToString();
            configuration.AuthenticationRegion = region;
        }

        Client = credentials is null
            ? new AmazonSecurityTokenServiceClient(configuration)
            : new AmazonSecurityTokenServiceClient(credentials, configuration);
    }

    public AmazonSecurityTokenServiceClient? Client { get; }

    public void Dispose() => Client?.Dispose();
}
