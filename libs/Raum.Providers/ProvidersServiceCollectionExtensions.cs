using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.Core.Http;

namespace Raum.Providers;

public static class ProvidersServiceCollectionExtensions
{
    /// <summary>Registers <see cref="ProviderChain"/> and <see cref="GuardedHttp"/>.</summary>
    /// <remarks>
    /// The host binds <see cref="ProviderOptions"/> and <see cref="GuardedHttpOptions"/>; this method reads no configuration.
    /// It stops the start when <see cref="ProviderEnvironment"/> finds a variable that an SDK would read.
    /// </remarks>
    public static IServiceCollection AddRaumProviders(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ProviderOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProviderOptions>, ProviderOptionsRanges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProviderOptions>, ProviderEnvironmentRule>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProviderOptions>, PricesRule>());
        services.AddOptions<GuardedHttpOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GuardedHttpOptions>, AllowedNetworksRule>());
        services.TryAddSingleton(provider => new GuardedHttp(provider.GetRequiredService<IOptions<GuardedHttpOptions>>().Value));
        services.TryAddSingleton<ProviderClients>();
        services.TryAddSingleton(provider => new ProviderChain(
            provider.GetRequiredService<ProviderClients>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<ProviderOptions>>(),
            provider.GetRequiredService<ILogger<ProviderChain>>()
        ));
        return services;
    }
}
