using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Erasure;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Data.Changes;
using Raum.Keys;
using Raum.Organizations.Approvals;
using Raum.Organizations.Credentials;
using Raum.Organizations.Keys;
using Raum.Organizations.Knowledge;
using Raum.Organizations.Placement;
using Raum.Organizations.Quotas;
using Raum.Organizations.Regions;
using Raum.Organizations.Settings;

namespace Raum.Organizations;

public static class RaumOrganizationsServiceCollectionExtensions
{
    /// <summary>Registers organizations, API keys, credentials, settings, procedures and articles. Needs <c>AddRaumData</c>, <c>AddRaumKeys</c> and <c>AddRaumAuditStore</c>.</summary>
    public static IServiceCollection AddRaumOrganizations(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ApiKeys.ApiKeys>();
        services.TryAddSingleton<ApiKeys.ApiKeyRollover>();
        services.TryAddSingleton<ProviderCredentials>();
        services.TryAddSingleton<CredentialRotation>();
        services.TryAddSingleton<SettingsStore>();
        services.TryAddSingleton<QuotaStore>();
        services.TryAddSingleton<Integrations>();
        services.TryAddSingleton<ApprovalSwitches>();
        services.TryAddSingleton(provider => new WrittenApprovals(
            provider.GetRequiredService<RaumDatabase>(),
            provider.GetRequiredService<Integrations>(),
            provider.GetRequiredService<ApprovalSwitches>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<ChangeFeed>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton<KnowledgeReader>();
        services.TryAddSingleton<KnowledgeWriter>();
        services.TryAddSingleton<ICompanyTexts, KnowledgeMentions>();
        services.AddOptions<KnowledgeOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<KnowledgeOptions>, KnowledgeOptionsRanges>();
        services.AddSingleton(KnowledgeRows.SealedColumn);
        services.TryAddSingleton<ServingRegion>();
        services.AddOptions<DeploymentOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeploymentOptions>, DeploymentOptionsRanges>();
        services.TryAddSingleton<CallbackSecrets>();
        services.TryAddSingleton(provider => new OrganizationDirectory(
            provider.GetRequiredKeyedService<RaumDatabase>(DatabaseRole.Platform),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new OrganizationClosure(
            provider.GetRequiredKeyedService<RaumDatabase>(DatabaseRole.Platform),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(new SealedColumn("organizations.callback_secret", "sealed_secret", "callback_secret"));
        services.AddSingleton(
            new SealedColumn("organizations.provider_credential", "sealed_key", "provider_credential", KeyUse.Credential)
            {
                Key = "credential_id",
                Row = "credential_id::text",
            }
        );
        services.AddLogging();
        services.TryAddSingleton<IPlacements, Placements>();
        services.AddSingleton(PlacementRows.SealedColumn);
        services.TryAddSingleton<PlacementBook>();
        services.TryAddSingleton(provider => new OrganizationMoves(provider.GetRequiredService<PlacementBook>()));
        services.TryAddSingleton(provider => new PlacedDatabases(provider.GetRequiredService<PlacementBook>()));
        services.TryAddSingleton<KeyringMoves>();
        services.TryAddSingleton<CustomerKeyChanges>();
        services.TryAddSingleton(provider => new KeyRotation(
            provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Rotation),
            provider.GetRequiredService<KeyVersions>(),
            provider.GetRequiredService<Resealer>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<KeysOptions>>()
        ));
        return services;
    }

    /// <summary>Rotates keys in this host, on schedule and on demand (KEY-3). It signs in as <c>raum_rotation</c>: one kind of host, the worker, has that connection.</summary>
    public static IServiceCollection AddKeyRotation(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new KeyRotator(
            provider.GetRequiredService<KeyRotation>(),
            provider.GetRequiredKeyedService<RaumDatabase>(DatabaseRole.Rotation),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<KeysOptions>>(),
            provider.GetRequiredService<ILogger<KeyRotator>>()
        ));
        return services.AddHostedService(provider => provider.GetRequiredService<KeyRotator>());
    }
}
