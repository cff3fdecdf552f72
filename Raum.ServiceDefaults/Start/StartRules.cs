using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Raum.ServiceDefaults.Start;

/// <summary>What must not be in production: settings for development, and stores that are reached in clear over a network (KEY-8). A host that breaks one does not start.</summary>
public static class StartRules
{
    /// <summary>Checks how Redis, Postgres (every <c>raumdb…</c>) and EventStoreDB are reached. Outside development it is over TLS or on this machine.</summary>
    public static IServiceCollection AddStoreRules(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<StoreTransport>()
            .Configure(transport =>
            {
                transport.Redis = configuration.GetConnectionString("redis");
                transport.EventStore = configuration.GetConnectionString("eventstore");
                foreach (var (name, text) in configuration.GetSection("ConnectionStrings").AsEnumerable(makePathsRelative: true))
                {
                    if (name.StartsWith("raumdb", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(text))
                    {
                        transport.Postgres[name] = text;
                    }
                }
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StoreTransport>, StoreTransportRules>();
        return services;
    }

    /// <summary>A connection string without which the host is nothing.</summary>
    /// <exception cref="OptionsValidationException">It is missing or empty.</exception>
    public static string RequireConnection(this IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name) is { } found && !string.IsNullOrWhiteSpace(found)
            ? found
            : throw new OptionsValidationException(name, typeof(string), [$"ConnectionStrings:{name} is missing."]);

    /// <summary>Refuses an option that is for development anywhere else.</summary>
    /// <param name="message">Names the setting and says what it would do.</param>
    public static IServiceCollection AddDevelopmentOnly<TOptions>(
        this IServiceCollection services,
        Func<TOptions, bool> isForDevelopment,
        string message
    )
        where TOptions : class
    {
        services
            .AddOptions<TOptions>()
            .Validate<IHostEnvironment>((options, environment) => environment.IsDevelopment() || !isForDevelopment(options), message)
            .ValidateOnStart();
        return services;
    }
}

internal sealed class StoreTransportRules(IHostEnvironment environment) : IValidateOptions<StoreTransport>
{
    public ValidateOptionsResult Validate(string? name, StoreTransport options)
    {
        var faults = environment.IsDevelopment() ? [] : options.Faults().ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
