using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Raum.AuditStore.EventStoreDb;
using Raum.AuditStore.Postgres;
using Raum.AuditStore.Sealing;
using Raum.Core.Audit;

namespace Raum.AuditStore;

public static class RaumAuditStoreServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="IAuditLog"/>: in EventStoreDB when <see cref="AuditStoreOptions.EventStore"/> is set, otherwise embedded in Postgres.
    /// The host binds <see cref="AuditStoreOptions"/> and calls <c>AddRaumData</c> and <c>AddRaumKeys</c>.
    /// </summary>
    public static IServiceCollection AddRaumAuditStore(this IServiceCollection services)
    {
        services
            .AddOptions<AuditStoreOptions>()
            .Validate(IsConnectionString, "ConnectionStrings:eventstore is not a connection string of EventStoreDB.")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditStoreOptions>, AuditStoreOptionsRanges>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IBodySealer, FieldBodySealer>();
        services.TryAddSingleton<EventSealer>();
        services.TryAddSingleton<PostgresAnnouncer>();
        services.TryAddSingleton(provider => new EventStoreConnection(
            EventStoreSettings.Parse(Options(provider).EventStore!),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton<EventStoreStreams>();
        services.TryAddSingleton<ILogStore>(provider =>
            HasEventStore(provider)
                ? ActivatorUtilities.CreateInstance<EventStoreLogStore>(provider)
                : ActivatorUtilities.CreateInstance<PostgresLogStore>(provider)
        );
        services.TryAddSingleton<IAuditLog, GroupedAuditLog>();
        return services;
    }

    private static AuditStoreOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<AuditStoreOptions>>().Value;

    private static bool HasEventStore(IServiceProvider provider) => !string.IsNullOrWhiteSpace(Options(provider).EventStore);

    private static bool IsConnectionString(AuditStoreOptions options)
    {
        try
        {
            return string.IsNullOrWhiteSpace(options.EventStore) || EventStoreSettings.Parse(options.EventStore).Seeds.Count > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
