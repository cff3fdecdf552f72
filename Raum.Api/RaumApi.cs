using Raum.Api.Features;
using Raum.Api.Features.Alerts;
using Raum.Api.Features.Audit;
using Raum.Api.Features.Credentials;
using Raum.Api.Features.DeadLetters;
using Raum.Api.Features.InWriting;
using Raum.Api.Features.Jobs;
using Raum.Api.Features.Knowledge;
using Raum.Api.Features.Privacy;
using Raum.Api.Features.Quotas;
using Raum.Api.Features.Redaction;
using Raum.Api.Features.Retention;
using Raum.Api.Features.Settings;
using Raum.Api.Features.Simulations;
using Raum.Api.Features.Sinks;
using Raum.Api.Features.Tickets;
using Raum.Api.Features.Tokens;
using Raum.Api.OpenApi;
using Raum.AuditStore;
using Raum.Core.Audit;
using Raum.Core.Http;
using Raum.Data;
using Raum.Http;
using Raum.Http.Authentication;
using Raum.Http.Limits;
using Raum.Jobs;
using Raum.Jobs.Redis;
using Raum.Keys;
using Raum.Organizations;
using Raum.Organizations.Knowledge;
using Raum.Organizations.Regions;
using Raum.People;
using Raum.Redis;
using Raum.ServiceDefaults;
using Raum.ServiceDefaults.Start;
using Raum.Zendesk;

namespace Raum.Api;

/// <summary>What the API is made of, and where its settings come from.</summary>
internal static class RaumApi
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(2);

    /// <summary>Binds every section and registers the libraries. A missing or wrong setting stops the host at start.</summary>
    public static void AddRaumApi(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var services = builder.Services;

        services.Configure<RaumHttpOptions>(configuration.GetSection(RaumHttpOptions.Section));
        services.Configure<PeopleOptions>(configuration.GetSection(PeopleOptions.Section));
        services.Configure<GuardedHttpOptions>(configuration.GetSection(GuardedHttpOptions.Section));
        services.Configure<KeysOptions>(configuration.GetSection(KeysOptions.Section));
        services.Configure<KnowledgeOptions>(configuration.GetSection(KnowledgeOptions.Section));
        services.Configure<DeploymentOptions>(configuration.GetSection(DeploymentOptions.Section));
        services.Configure<RedisOptions>(configuration.GetSection(RedisOptions.Section));
        services.Configure<JobQueueOptions>(configuration.GetSection(JobQueueOptions.Section));
        services.Configure<ZendeskOptions>(configuration.GetSection(ZendeskOptions.Section));
        services.Configure<AuditStoreOptions>(configuration.GetSection(AuditStoreOptions.Section));
        services.Configure<AuditStoreOptions>(audit => audit.EventStore = configuration.GetConnectionString("eventstore"));
        services.Configure<RaumDataOptions>(data => data.App = configuration.GetConnectionString("raumdb"));

        services.AddRaumData().AddRaumChangeFeed();
        services.AddSingleton(new CredentialKeys(IsOurs: false));
        services.AddRaumKeys().AddKeyringWarmUp();
        services.AddRaumAuditStore();
        services.AddRaumOrganizations();
        services.AddRaumPeople();
        services.AddRaumRedis(configuration.RequireConnection("redis"));
        services.AddRaumJobQueue();
        services.AddRaumJobApprovals();
        services.AddSingleton<JobAcceptance>();
        services.AddRaumZendesk();
        services.AddRaumHttp();
        services.AddStoreRules(configuration);
        services.AddDevelopmentOnly<PeopleOptions>(people => people.OutboxFolder is not null, PeopleOptions.DevelopmentOnly);
        services.AddDevelopmentOnly<ZendeskOptions>(zendesk => zendesk.Development, ZendeskOptions.DevelopmentOnly);
        services
            .AddHealthChecks()
            .AddReadyCheck("database", AnswersAsync<RaumDatabase>(DatabaseAnswersAsync), ProbeLimit)
            .AddReadyCheck("keyring", AnswersAsync<KeyringWarmUp>((keyring, _) => Task.FromResult(keyring.IsReady)), ProbeLimit)
            .AddReadyCheck("audit", AnswersAsync<IAuditLog>(AuditAnswersAsync), ProbeLimit);

        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        services.AddOpenApi("v1", ApiDescription.Configure);
    }

    public static void MapRaumApi(this WebApplication app)
    {
        var routes = app.MapGroup("/v1");
        routes.MapReceiveZendeskWebhook();
        routes.MapSubmitJob();
        routes.MapGetJob();
        routes.MapFollowJob();
        routes.MapApproveJob();
        routes.MapRejectJob();
        routes.MapSimulateTicket();
        routes.MapGetSimulation();
        routes.MapKnowledge();
        routes.MapGetQuotas();
        routes.MapListDeadLetters();
        routes.MapReplayDeadLetter();
        routes.MapListAudit();
        routes.MapSearchContent();
        routes.MapGetCheckpoint();
        routes.MapGetEntryProof();
        routes.MapGetConsistency();
        routes.MapExportAudit();
        routes.MapReceivePrivacyRequest();
        routes.MapListPrivacyRequests();
        routes.MapGetPrivacyRequest();
        app.MapGetLogKeys();
        app.MapTokenKeys();
        routes.MapRedactText();
        routes.MapSettings();
        routes.MapApprovals();
        routes.MapProviderAccounts();
        routes.MapCallbackSecret();
        routes.MapSinks();
        routes.MapAlerts();
        routes.MapRetention();
        routes.MapPeople();
        app.MapOpenApi("/openapi/{documentName}.json").OpenToEverybody("the description of the API");
    }

    private static Func<IServiceProvider, CancellationToken, Task<bool>> AnswersAsync<T>(Func<T, CancellationToken, Task<bool>> ask)
        where T : notnull => (services, cancellationToken) => ask(services.GetRequiredService<T>(), cancellationToken);

    private static async Task<bool> DatabaseAnswersAsync(RaumDatabase database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateLookup("select 1");
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Reads a stream that nobody has: an empty answer is one, an exception is none.</summary>
    private static async Task<bool> AuditAnswersAsync(IAuditLog log, CancellationToken cancellationToken)
    {
        await foreach (var _ in log.ReadAsync(default, 0, cancellationToken))
        {
            break;
        }

        return true;
    }
}
