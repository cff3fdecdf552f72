using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Organizations.Credentials;
using Raum.Organizations.Settings;

namespace Raum.Organizations;

public static class RaumOrganizationsServiceCollectionExtensions
{
    /// <summary>Registers organizations, API keys, credentials and settings. Needs <c>AddRaumData</c>, <c>AddRaumKeys</c> and <c>AddRaumAuditStore</c>.</summary>
    public static IServiceCollection AddRaumOrganizations(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ApiKeys.ApiKeys>();
        services.TryAddSingleton<ProviderCredentials>();
        services.TryAddSingleton<SettingsStore>();
        services.TryAddSingleton<CallbackSecrets>();
        services.TryAddSingleton(provider => new OrganizationDirectory(
            provider.GetRequiredKeyedService<RaumDatabase>(DatabaseRole.Platform),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }
}
