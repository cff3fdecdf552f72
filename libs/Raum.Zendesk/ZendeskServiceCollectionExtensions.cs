using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Jobs;

namespace Raum.Zendesk;

public static class ZendeskServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="ZendeskWebhooks"/>, <see cref="ZendeskConnections"/>, <see cref="ZendeskOAuth"/>, <see cref="ZendeskClient"/>, and Zendesk's
    /// <see cref="ITicketSource"/> and <see cref="IDelivery"/>. The host binds <see cref="ZendeskOptions"/> and registers data, keys and audit log.
    /// </summary>
    public static IServiceCollection AddRaumZendesk(this IServiceCollection services)
    {
        services.AddOptions<ZendeskOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ZendeskOptions>, ZendeskOptionsRanges>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ConnectionSecrets>();
        foreach (var column in ConnectionSecrets.Columns)
        {
            services.AddSingleton(column);
        }

        services.TryAddSingleton<ConnectionCaches>();
        services.TryAddSingleton<ConnectionApproval>();
        services.TryAddSingleton<ZendeskHttp>();
        services.TryAddSingleton<TokenEndpoint>();
        services.TryAddSingleton<ZendeskTokens>();
        services.TryAddSingleton<WriteBudget>();
        services.TryAddSingleton(provider => new ZendeskConnections(
            provider.GetRequiredService<RaumDatabase>(),
            provider.GetRequiredService<ConnectionSecrets>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<ConnectionCaches>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<ZendeskOptions>>()
        ));
        services.TryAddSingleton(provider => new ZendeskWebhooks(
            provider.GetRequiredService<ZendeskConnections>(),
            provider.GetRequiredService<ConnectionApproval>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<ZendeskOptions>>()
        ));
        services.TryAddSingleton(provider => new ZendeskClient(
            provider.GetRequiredService<ZendeskTokens>(),
            provider.GetRequiredService<ConnectionApproval>(),
            provider.GetRequiredService<ZendeskHttp>()
        ));
        services.TryAddSingleton(provider => new ZendeskOAuth(
            provider.GetRequiredService<RaumDatabase>(),
            provider.GetRequiredService<ZendeskConnections>(),
            provider.GetRequiredService<ZendeskTokens>(),
            provider.GetRequiredService<ConnectionSecrets>(),
            provider.GetRequiredService<TokenEndpoint>(),
            provider.GetRequiredService<ZendeskClient>(),
            provider.GetRequiredService<ConnectionCaches>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<ZendeskOptions>>()
        ));
        services.TryAddSingleton<ITicketSource, ZendeskTicketSource>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDelivery, ZendeskDelivery>());
        return services;
    }
}
