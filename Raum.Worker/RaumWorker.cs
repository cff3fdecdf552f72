using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Raum.Attachments;
using Raum.AuditStore;
using Raum.Core.Http;
using Raum.Data;
using Raum.Jobs;
using Raum.Jobs.Redis;
using Raum.Keys;
using Raum.Organizations;
using Raum.Organizations.Knowledge;
using Raum.Organizations.Regions;
using Raum.People;
using Raum.Providers;
using Raum.Redis;
using Raum.ServiceDefaults;
using Raum.ServiceDefaults.Health;
using Raum.ServiceDefaults.Start;
using Raum.Zendesk;

namespace Raum.Worker;

/// <summary>What the worker is made of, and where its settings come from.</summary>
internal static class RaumWorker
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(2);

    // A job that ends at its last moment still has to be settled.
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(10);

    /// <summary>Binds every section and registers the libraries. A missing or wrong setting stops the host at start.</summary>
    /// <remarks>So does an environment variable that a provider's SDK would read: see <see cref="ProviderEnvironment"/>.</remarks>
    public static void AddRaumWorker(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var services = builder.Services;
        Bind(services, configuration);

        services.AddRaumData().AddRaumChangeFeed();
        services.AddRaumKeys().AddKeyringWarmUp();
        services.AddRaumAuditStore();
        services.AddRaumAuditProjector();
        services.AddRaumAuditSinks();
        services.AddRaumOrganizations();
        services.AddPeopleColumns();
        services.AddPeopleRetention();
        services.AddRaumRedis(configuration.RequireConnection("redis"));
        services.AddRaumProviders();
        services.AddRaumJobQueue();
        services.AddRaumJobPipeline();
        services.AddRaumZendesk();

        services.AddSingleton(new RetryPolicy(() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue));
        services.AddHostedService<JobConsumer>();
        services.AddHostedService<ReconcileService>();
        services.AddHostedService<ProjectionService>();
        services.AddHostedService<RetentionService>();
        services.AddHostedService<LogReconcileService>();
        services.AddHostedService<PrivacyService>();
        services.AddHostedService<PeopleRetentionService>();
        services.AddHostedService<ClosureService>();
        services.AddHostedService<SinkService>();
        services.AddHostedService<AlertService>();
        services.AddTransitKeyRetention();
        services.AddKeyRotation();
        services.AddStoreRules(configuration);
        services.AddDevelopmentOnly<ZendeskOptions>(zendesk => zendesk.Development, ZendeskOptions.DevelopmentOnly);
        services
            .AddHealthChecks()
            .AddReadyCheck("keyring", (provider, _) => Task.FromResult(provider.GetRequiredService<KeyringWarmUp>().IsReady), ProbeLimit)
            .AddReadyCheck(
                "postgres",
                async (provider, token) =>
                {
                    await using var command = provider.GetRequiredService<RaumDatabase>().CreateLookup("select 1");
                    return await command.ExecuteScalarAsync(token) is 1;
                },
                ProbeLimit
            );
    }

    private static void Bind(IServiceCollection services, ConfigurationManager configuration)
    {
        services.Configure<WorkerOptions>(configuration.GetSection(WorkerOptions.Section));
        services.AddOptions<WorkerOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<WorkerOptions>, WorkerOptionsRanges>();
        services.AddSingleton<IValidateOptions<WorkerOptions>, WorkerOptionsRules>();

        // What runs when the host is told to stop is finished, unless the operator wants it shorter.
        services
            .AddOptions<DrainOptions>()
            .Configure<IOptions<WorkerOptions>>((drain, worker) => drain.Limit = worker.Value.JobTimeout + SettleTime)
            .Bind(configuration.GetSection(DrainOptions.Section));

        services.Configure<JobQueueOptions>(configuration.GetSection(JobQueueOptions.Section));
        services
            .AddOptions<WorkerOptions>()
            .Validate<IOptions<JobQueueOptions>>(
                (worker, queue) => worker.RenewEvery * 2 < queue.Value.Lease,
                "Worker:RenewEvery must be less than half of Queue:Lease, or a late renewal loses the job."
            );
        services
            .AddOptions<RaumDataOptions>()
            .Validate(data => !string.IsNullOrWhiteSpace(data.Projector), "ConnectionStrings:raumdb_projector is missing.")
            .Validate(data => !string.IsNullOrWhiteSpace(data.Rotation), "ConnectionStrings:raumdb_rotation is missing.")
            .Validate(data => !string.IsNullOrWhiteSpace(data.Purge), "ConnectionStrings:raumdb_purge is missing.")
            .ValidateOnStart();

        services.Configure<KeysOptions>(configuration.GetSection(KeysOptions.Section));
        services.Configure<KnowledgeOptions>(configuration.GetSection(KnowledgeOptions.Section));
        services.Configure<DeploymentOptions>(configuration.GetSection(DeploymentOptions.Section));
        services.Configure<RedisOptions>(configuration.GetSection(RedisOptions.Section));
        services.Configure<ZendeskOptions>(configuration.GetSection(ZendeskOptions.Section));
        services.Configure<AttachmentOptions>(configuration.GetSection(AttachmentOptions.Section));
        services.Configure<ProviderOptions>(configuration.GetSection(ProviderOptions.Section));
        services.Configure<GuardedHttpOptions>(configuration.GetSection(GuardedHttpOptions.Section));
        services.Configure<AuditStoreOptions>(configuration.GetSection(AuditStoreOptions.Section));
        services.Configure<AuditStoreOptions>(audit => audit.EventStore = configuration.GetConnectionString("eventstore"));
        services.Configure<RaumDataOptions>(data =>
        {
            data.App = configuration.GetConnectionString("raumdb");
            data.Projector = configuration.GetConnectionString("raumdb_projector");
            data.Rotation = configuration.GetConnectionString("raumdb_rotation");
            data.Purge = configuration.GetConnectionString("raumdb_purge");
            data.Platform = configuration.GetConnectionString("raumdb_platform");
        });
    }
}
