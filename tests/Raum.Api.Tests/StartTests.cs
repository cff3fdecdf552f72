using Microsoft.Extensions.Options;

namespace Raum.Api.Tests;

/// <summary>A host with a wrong setting does not start, and says which.</summary>
public sealed class StartTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("Zendesk:Development", "true", "Zendesk:Development")]
    [InlineData("ConnectionStrings:redis", "redis.example.com:6379", "ssl=true")]
    [InlineData("ConnectionStrings:raumdb", "Host=db.example.com;Username=raum_app", "VerifyFull")]
    [InlineData("ConnectionStrings:eventstore", "esdb://events.example.com:2113?tls=false", "tls=false")]
    [InlineData("Http:MaxBodyBytes", "5", "MaxBodyBytes")]
    [InlineData("Http:MaxJsonDepth", "10000", "MaxJsonDepth")]
    [InlineData("Http:Proxies:0", "everyone", "Http:Proxies")]
    [InlineData("Drain:Delay", "01:00:00", "Delay")]
    [InlineData("Keys:Local:MasterSecret", "short", "MasterSecret")]
    public async Task A_wrong_setting_stops_the_start_in_production(string key, string value, string named)
    {
        var database = await api.Postgres.CreateDatabaseAsync();

        var failure = await Should.ThrowAsync<OptionsValidationException>(() =>
            ApiHost.StartAsync(api.Redis, database, "Production", (key, value))
        );

        failure.Message.ShouldContain(named);
    }

    [Fact]
    public async Task Development_may_use_what_production_may_not()
    {
        var database = await api.Postgres.CreateDatabaseAsync();

        await using var host = await ApiHost.StartAsync(api.Redis, database, "Development", ("Zendesk:Development", "true"));

        host.Url.ShouldNotBeNull();
    }
}
