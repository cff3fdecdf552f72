using Amazon;
using Amazon.KeyManagementService;
using Amazon.Runtime;

namespace Raum.Keys.Kms;

/// <summary>The SDK's client as Raum uses it: short limits, because the queue retries and a caller waits.</summary>
internal static class KmsClient
{
    /// <param name="credentials">Null: what the process was given (workload identity, instance role, environment), as the SDK finds it.</param>
    public static AmazonKeyManagementServiceClient Create(KmsOptions options, AWSCredentials? credentials) =>
        Create(options.Region, options.Endpoint, credentials);

    /// <param name="region">Of the key.</param>
    /// <param name="endpoint">Null: the region's own.</param>
    /// <param name="credentials">As above.</param>
    public static AmazonKeyManagementServiceClient Create(string region, Uri? endpoint, AWSCredentials? credentials)
    {
        var configuration = new AmazonKeyManagementServiceConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region),
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 2,
            Timeout = TimeSpan.FromSeconds(5),
        };
        if (endpoint is not null)
        {
            configuration.ServiceURL = endpoint.ToString();
            configuration.AuthenticationRegion = region;
        }

        return credentials is null
            ? new AmazonKeyManagementServiceClient(configuration)
            : new AmazonKeyManagementServiceClient(credentials, configuration);
    }
}
