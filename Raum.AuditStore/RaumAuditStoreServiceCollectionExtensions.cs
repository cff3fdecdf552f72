using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Alerts;
using Raum.AuditStore.Erasure;
using Raum.AuditStore.EventStoreDb;
using Raum.AuditStore.Export;
using Raum.AuditStore.Postgres;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Proofs;
using Raum.AuditStore.Reconciling;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Sealing;
using Raum.AuditStore.Sinks;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;

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
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditStoreOptions>, AuditStoreOptionsRanges>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MonthKeys>();
        services.TryAddSingleton<BodySealer>();
        services.TryAddSingleton<BodyKeyStore>();
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
        services.TryAddSingleton<HashKeys>();
        services.TryAddSingleton(provider => new AddressHasher(provider.GetRequiredService<HashKeys>()));
        services.AddSingleton(HashKeys.SealedColumn);
        services.TryAddSingleton(provider => new InstallationLog(
            provider.GetRequiredService<AddressHasher>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new SubjectPrints(provider.GetRequiredService<HashKeys>()));
        services.TryAddSingleton(provider => new SimulatedTexts(
            provider.GetRequiredService<PlacedDatabase>(),
            provider.GetRequiredService<HashKeys>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new PrivacyRequests(
            provider.GetRequiredService<PlacedDatabase>(),
            provider.GetRequiredService<SubjectPrints>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(MonthKeys.SealedColumn);
        services.TryAddSingleton(provider => new JobUsage(provider.GetRequiredService<PlacedDatabase>()));
        services.TryAddSingleton(provider => new AuditQueries(
            provider.GetRequiredService<PlacedDatabase>(),
            provider.GetRequiredService<AddressHasher>()
        ));
        services.TryAddSingleton(provider => new ContentSearch(
            provider.GetRequiredService<PlacedDatabase>(),
            provider.GetRequiredService<ILogStore>(),
            provider.GetRequiredService<EventSealer>(),
            provider.GetRequiredService<HashKeys>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new AuditProofs(
            provider.GetRequiredService<PlacedDatabase>(),
            provider.GetRequiredService<ILogStore>()
        ));
        services.TryAddSingleton(provider =>
            ActivatorUtilities.CreateInstance<LogKeys>(provider, provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector))
        );
        services.TryAddSingleton(provider => new LogKeyRotation(
            provider.GetRequiredService<LogKeys>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new LogTruncation(
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Purge),
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector),
            provider.GetRequiredService<LogKeys>(),
            HasEventStore(provider) ? provider.GetRequiredService<EventStoreStreams>() : null,
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new RetentionSettings(
            provider.GetRequiredService<PlacedDatabase>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(AuditSinks.SealedColumn);
        services.TryAddSingleton(provider => new AuditSinks(
            provider.GetRequiredService<PlacedDatabase>(),
            provider.GetRequiredService<FieldSealer>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new AlertSettings(
            provider.GetRequiredService<PlacedDatabase>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton<RowCheck>();
        services.TryAddSingleton(provider => new AuditExporter(
            provider.GetRequiredService<PlacedDatabase>(),
            provider.GetRequiredService<ILogStore>(),
            provider.GetRequiredService<RowCheck>()
        ));
        return services;
    }

    /// <summary>
    /// Registers <see cref="AuditProjector"/>, <see cref="AuditRetention"/> and <see cref="PrivacyErasure"/>, for the host that keeps the read models: it runs <see cref="AuditProjector.RunAsync"/>,
    /// and needs <c>ConnectionStrings:raumdb_projector</c>.
    /// </summary>
    public static IServiceCollection AddRaumAuditProjector(this IServiceCollection services)
    {
        services.AddRaumAuditStore();
        services.TryAddSingleton<PartitionLocks>();
        services.TryAddSingleton(provider =>
            ActivatorUtilities.CreateInstance<CheckpointSigner>(
                provider,
                provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector)
            )
        );
        services.TryAddSingleton<IAuditFeed>(provider =>
            HasEventStore(provider)
                ? ActivatorUtilities.CreateInstance<EventStoreFeed>(provider)
                : ActivatorUtilities.CreateInstance<PostgresFeed>(provider)
        );
        services.TryAddSingleton<LogEvents>();
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IProjection, AuditEntryProjection>(),
            ServiceDescriptor.Singleton<IProjection, JobSummaryProjection>(),
            ServiceDescriptor.Singleton<IProjection, UsageProjection>(),
            ServiceDescriptor.Singleton<IProjection, MaskingProjection>(),
        ]);
        services.TryAddSingleton(provider => new ProjectionRunner(
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector),
            provider.GetRequiredService<LogEvents>(),
            provider.GetRequiredService<CheckpointSigner>(),
            [.. provider.GetServices<IProjection>()],
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new ReadModelRebuild(
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector),
            provider.GetRequiredService<LogEvents>(),
            [.. provider.GetServices<IProjection>()]
        ));
        services.TryAddSingleton(provider => new AuditProjector(
            provider.GetRequiredService<ProjectionRunner>(),
            provider.GetRequiredService<ReadModelRebuild>(),
            provider.GetRequiredService<IAuditFeed>(),
            provider.GetRequiredService<PartitionLocks>(),
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<AuditStoreOptions>>(),
            provider.GetRequiredService<ILogger<AuditProjector>>()
        ));
        services.TryAddSingleton(provider =>
        {
            var projector = provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector);
            return new LogVerification(
                projector,
                new AuditExporter(projector, provider.GetRequiredService<ILogStore>(), provider.GetRequiredService<RowCheck>())
            );
        });
        services.TryAddSingleton(provider => new LogReconciler(
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector),
            provider.GetRequiredService<AuditProjector>(),
            provider.GetRequiredService<LogVerification>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new BodyRemoval(
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Purge),
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector),
            provider.GetRequiredService<LogKeys>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>(),
            HasEventStore(provider)
        ));
        services.TryAddSingleton(provider => new AuditRetention(
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Purge),
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector),
            provider.GetRequiredService<AuditProjector>(),
            provider.GetRequiredService<BodyRemoval>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new OrganizationEnd(
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Purge),
            provider.GetRequiredService<AuditProjector>(),
            provider.GetRequiredService<BodyRemoval>(),
            provider.GetRequiredService<LogTruncation>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new PrivacyErasure(
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Purge),
            provider.GetRequiredService<BodyRemoval>(),
            provider.GetRequiredService<AuditProjector>(),
            provider.GetRequiredService<IJobTraces>(),
            provider.GetRequiredService<ICompanyTexts>(),
            provider.GetRequiredService<SubjectPrints>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }

    /// <summary>
    /// Registers <see cref="SinkPusher"/> and <see cref="AlertWatch"/>, for the host that pushes. Needs <c>ConnectionStrings:raumdb_projector</c> and a
    /// <see cref="Raum.Core.Http.GuardedHttp"/>.
    /// </summary>
    public static IServiceCollection AddRaumAuditSinks(this IServiceCollection services)
    {
        services.AddRaumAuditStore();
        services.TryAddSingleton<SinkEntries>();
        services.TryAddSingleton<SignedPost>();
        services.TryAddSingleton<Mailer>();
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<ISinkOutlet, SyslogOutlet>(),
            ServiceDescriptor.Singleton<ISinkOutlet, CloudEventsOutlet>(),
            ServiceDescriptor.Singleton<ISinkOutlet, AlertOutlet>(),
            ServiceDescriptor.Singleton<ISinkOutlet, CheckpointOutlet>(provider =>
                ActivatorUtilities.CreateInstance<CheckpointOutlet>(
                    provider,
                    provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector)
                )
            ),
        ]);
        services.TryAddSingleton(provider => new SinkPusher(
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector),
            provider.GetRequiredService<FieldSealer>(),
            provider.GetServices<ISinkOutlet>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SinkPusher>>()
        ));
        services.TryAddSingleton(provider => new AlertWatch(
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
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
