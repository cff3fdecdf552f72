using Amazon.KeyManagementService;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.Data;
using Raum.Keys.Customers;
using Raum.Keys.Kms;
using Raum.Keys.Local;

namespace Raum.Keys;

public static class RaumKeysServiceCollectionExtensions
{
    /// <summary>Registers <see cref="FieldSealer"/> and <see cref="TransitSealer"/>. The host binds <see cref="KeysOptions"/> and calls <c>AddRaumData</c>.</summary>
    public static IServiceCollection AddRaumKeys(this IServiceCollection services)
    {
        services.AddOptions<KeysOptions>().ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<KeysOptions>, SecretFiles>();
        services.AddSingleton<IValidateOptions<KeysOptions>, KeysOptionsRanges>();
        services.AddSingleton<IValidateOptions<KeysOptions>, KeysOptionsRules>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DataKeyCache>();
        services.TryAddSingleton<IAmazonKeyManagementService>(provider =>
            KmsClient.Create(Kms(provider.GetRequiredService<IOptions<KeysOptions>>().Value), credentials: null)
        );
        services.TryAddSingleton(provider => new KmsAlerts(
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<KmsAlerts>>()
        ));
        services.TryAddSingleton<IKeyWrapper>(provider =>
            provider.GetRequiredService<IOptions<KeysOptions>>().Value.Kms is null
                ? ActivatorUtilities.CreateInstance<LocalKeyring>(provider)
                : ActivatorUtilities.CreateInstance<KmsKeyWrapper>(provider)
        );
        services.TryAddSingleton<StsAccess>();
        services.TryAddSingleton(provider => new CustomerKeys(
            provider.GetRequiredService<RaumDatabase>(),
            provider.GetRequiredService<IOptions<KeysOptions>>(),
            provider.GetRequiredService<KmsAlerts>(),
            provider.GetRequiredService<StsAccess>().Client
        ));
        services.TryAddSingleton(provider => new Keyrings(
            provider.GetRequiredService<IKeyWrapper>(),
            Previous(provider),
            provider.GetRequiredService<CustomerKeys>()
        ));
        services.TryAddSingleton(provider => new CustomerKeyring(provider.GetRequiredService<CustomerKeys>()));
        services.TryAddSingleton<DataKeyRows>();
        services.TryAddSingleton<DataKeys>();
        services.TryAddSingleton(provider => new KeyringMove(
            provider.GetRequiredKeyedService<RaumDatabase>(DatabaseRole.Rotation),
            provider.GetRequiredService<Keyrings>()
        ));
        services.TryAddSingleton(new CredentialKeys(IsOurs: true));
        services.TryAddSingleton(provider => new FieldSealer(
            provider.GetRequiredService<DataKeys>(),
            provider.GetRequiredService<CredentialKeys>()
        ));
        services.TryAddSingleton(provider => new KeyVersions(provider.GetRequiredService<DataKeys>()));
        services.TryAddSingleton(provider => new Resealer(
            provider.GetRequiredService<DataKeys>(),
            provider.GetRequiredService<FieldSealer>(),
            provider.GetServices<SealedColumn>()
        ));
        services.TryAddSingleton(provider => new TransitSealer(provider.GetRequiredService<DataKeys>()));
        services.TryAddSingleton(provider => new TransitKeyRetention(
            provider.GetRequiredKeyedService<RaumDatabase>(DatabaseRole.Purge),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }

    /// <summary>The one KMS there is: present and previous are never both in KMS.</summary>
    private static KmsOptions Kms(KeysOptions options) =>
        options.Kms ?? options.Previous?.Kms ?? throw new InvalidOperationException("Neither keyring is in KMS.");

    /// <summary>The keyring before this one, while organizations move.</summary>
    private static IKeyWrapper? Previous(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<KeysOptions>>().Value.Previous switch
        {
            { Local: { } local } => new LocalKeyring(
                provider.GetRequiredService<RaumDatabase>(),
                Options.Create(new KeysOptions { Local = local })
            ),
            { Kms: { } kms } => new KmsKeyWrapper(
                provider.GetRequiredService<IAmazonKeyManagementService>(),
                Options.Create(new KeysOptions { Kms = kms }),
                provider.GetRequiredService<KmsAlerts>()
            ),
            _ => null,
        };

    /// <summary>Prepares the keyring in the background from the start of this host on; <see cref="KeyringWarmUp.IsReady"/> tells when the first use would not wait.</summary>
    public static IServiceCollection AddKeyringWarmUp(this IServiceCollection services)
    {
        services.TryAddSingleton<KeyringWarmUp>();
        return services.AddHostedService(provider => provider.GetRequiredService<KeyringWarmUp>());
    }

    /// <summary>Runs the destruction of expired transit keys in this host (PII-5). It signs in as <c>raum_purge</c>: one kind of host, the worker, has that connection.</summary>
    public static IServiceCollection AddTransitKeyRetention(this IServiceCollection services) =>
        services.AddHostedService<TransitKeySweeper>();
}
