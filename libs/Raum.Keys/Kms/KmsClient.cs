using Amazon;
using Amazon.KeyManagementService;
using Amazon.Runtime;

namespace Raum.Keys.Kms;

/// <summary>The SDK's client as Raum uses it: short limits, because the queue retries and a caller waits.</summary>
internal static class KmsClient
{
    /// <param name="credentials">Null: what the process was given (workload identity, instance role, environment), as the SDK finds it.</param>
    public static AmazonKeyManagementServiceClient Create(KmsOptions options, AWSCredentials? credentials)
    {
        var configuration = new AmazonKeyManagementServiceConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region),
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 2,
            Timeout = TimeSpan.FromSeconds(5),
        };
        if (options.Endpoint is { } endpoint)
        {
            configuration.ServiceURL = endpoint.ToString();
            configuration.AuthenticationRegion = options.Region;
        }

        return credentials is null
            ? new AmazonKeyManagementServiceClient(configuration)
            : new AmazonKeyManagementServiceClient(credentials, configuration);
    }
}
