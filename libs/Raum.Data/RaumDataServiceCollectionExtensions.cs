using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using Raum.Data.Changes;

namespace Raum.Data;

public static class RaumDataServiceCollectionExtensions
{
    private const int DefaultPoolSize = 16;

    /// <summary>
    /// Registers <see cref="RaumDatabase"/> and <see cref="PlacedDatabase"/> for the role of this process (<c>raumdb</c>), and for further roles under their <see cref="DatabaseRole"/> as key:
    /// <c>[FromKeyedServices(DatabaseRole.Projector)] RaumDatabase</c>. The host binds <see cref="RaumDataOptions"/>.
    /// </summary>
    public static IServiceCollection AddRaumData(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services
            .AddOptions<RaumDataOptions>()
            .Validate(options => !string.IsNullOrWhiteSpace(options.App), "ConnectionStrings:raumdb is missing.")
            .ValidateOnStart();
        foreach (
            var role in new[] { DatabaseRole.App, DatabaseRole.Rotation, DatabaseRole.Projector, DatabaseRole.Purge, DatabaseRole.Platform }
        )
        {
            services.TryAddKeyedSingleton(role, (provider, _) => Source(provider, role));
            services.TryAddKeyedSingleton(
                role,
                (provider, _) => new RaumDatabase(provider.GetRequiredKeyedService<NpgsqlDataSource>(role))
            );
            services.TryAddKeyedSingleton(
                role,
                (provider, _) =>
                    new PlacedDatabase(provider.GetRequiredKeyedService<RaumDatabase>(role), provider.GetService<IPlacements>())
            );
        }

        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<RaumDatabase>(DatabaseRole.App));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.App));
        services.TryAddSingleton(provider => new ChangeFeed(
            provider.GetRequiredService<IOptions<RaumDataOptions>>().Value.App ?? "",
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }

    /// <summary>Starts the <see cref="ChangeFeed"/> with the host: what is rarely changed is kept in memory while it runs.</summary>
    public static IServiceCollection AddRaumChangeFeed(this IServiceCollection services) =>
        services.AddHostedService(provider => provider.GetRequiredService<ChangeFeed>());

    private static NpgsqlDataSource Source(IServiceProvider provider, DatabaseRole role)
    {
        var connectionString =
            provider.GetRequiredService<IOptions<RaumDataOptions>>().Value.For(role)
            ?? throw new InvalidOperationException($"No connection string for role {role.Name()}.");
        return DataSource(connectionString, keepsNoSession: role == DatabaseRole.App);
    }

    /// <summary>A data source as Raum uses it: statements are prepared after a few uses, error details (which quote rows) never leave the server.</summary>
    /// <param name="keepsNoSession">
    /// Nothing on these connections outlives its transaction (no <c>SET</c>, <c>LISTEN</c> or session lock; an architecture test looks), so they need no
    /// <c>DISCARD</c> between two uses: it would be every third statement.
    /// </param>
    public static NpgsqlDataSource DataSource(string connectionString, bool keepsNoSession = false)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { IncludeErrorDetail = false, NoResetOnClose = keepsNoSession };
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = 64;
        }

        // Few connections that know their statements beat many that each prepare them anew; who waits for one waits a millisecond.
        if (!settings.ContainsKey("Maximum Pool Size") && !settings.ContainsKey("Max Pool Size"))
        {
            settings.MaxPoolSize = DefaultPoolSize;
        }

        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
