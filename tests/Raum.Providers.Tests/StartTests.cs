using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.Core.Http;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests;

/// <summary>What stops a host at start, and what does not.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("ANTHROPIC_BASE_URL")]
    [InlineData("ANTHROPIC_API_KEY")]
    [InlineData("OPENAI_API_KEY")]
    [InlineData("openai_experimental_enable_open_telemetry")]
    public void A_variable_that_an_SDK_would_read_refuses_the_start_by_name_only(string name)
    {
        var error = ProviderEnvironment.Check(new Dictionary<string, string> { [name] = "sk-very-secret", ["PATH"] = "/usr/bin" });

        error.ShouldNotBeNull();
        error.ShouldContain(name, Case.Sensitive);
        error.ShouldNotContain("sk-very-secret");
    }

    [Fact]
    public void Other_variables_do_not() =>
        ProviderEnvironment.Check(new Dictionary<string, string> { ["PATH"] = "/usr/bin", ["MY_OPENAI_KEY"] = "x" }).ShouldBeNull();

    [Fact]
    public void Options_out_of_range_and_networks_of_bad_form_stop_the_start()
    {
        using var services = Services(options => options.BreakerFailures = 0, http => http.AllowedNetworks.Add("10.0.0.0 to 10.0.0.9"));

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IOptions<ProviderOptions>>().Value);
        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IOptions<GuardedHttpOptions>>().Value);
    }

    [Fact]
    public void A_price_below_zero_stops_the_start()
    {
        using var services = Services(options => options.Prices["own-model"] = new ModelPrice { Input = -1m });

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IOptions<ProviderOptions>>().Value);
    }

    [Fact]
    public async Task The_chain_comes_out_of_the_container_and_answers()
    {
        Assert.SkipWhen(ProviderEnvironment.Check() is not null, "This machine has variables that refuse the start.");
        using var services = Services();

        var answer = await services.GetRequiredService<ProviderChain>().CompleteAsync(Calls.Of(), TestContext.Current.CancellationToken);

        answer.Value.IsOffline.ShouldBeTrue();
    }

    private static ServiceProvider Services(Action<ProviderOptions>? options = null, Action<GuardedHttpOptions>? http = null) =>
        new ServiceCollection()
            .AddSingleton<ILoggerFactory, LoggerFactory>()
            .AddLogging()
            .AddRaumProviders()
            .Configure(options ?? (_ => { }))
            .Configure(http ?? (_ => { }))
            .BuildServiceProvider();
}
