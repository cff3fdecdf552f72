using System.Net;
using Microsoft.Extensions.Options;
using Npgsql;
using Raum.Keys;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>A host with a wrong setting does not start, and says which.</summary>
public sealed class StartTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("Zendesk:Development", "true", "Zendesk:Development")]
    [InlineData("ConnectionStrings:redis", "redis.example.com:6379", "ssl=true")]
    [InlineData("ConnectionStrings:redis", "", "redis is missing")]
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
    public async Task A_host_is_ready_when_its_keyring_is_and_no_webhook_waits_for_it()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var database = await api.Postgres.CreateDatabaseAsync();
        await using (var first = await ApiHost.StartAsync(api.Redis, database, "Production"))
        {
            await Eventually.TrueAsync(() => first.Get<KeyringWarmUp>().IsReady);
        }

        // The keyring refuses to work with a count of iterations that somebody lowered.
        await ExecuteAsync(database, "alter table keys.local_keyring drop constraint local_keyring_iterations_check");
        await ExecuteAsync(database, "update keys.local_keyring set iterations = 1");
        await using var host = await ApiHost.StartAsync(api.Redis, database, "Production");
        using var client = host.Client();
        using var before = await client.GetAsync("/health/ready", cancellationToken);
        var body = await before.JsonAsync();

        await ExecuteAsync(database, "update keys.local_keyring set iterations = 600000");
        await Eventually.TrueAsync(async () =>
        {
            using var after = await client.GetAsync("/health/ready", cancellationToken);
            return after.StatusCode == HttpStatusCode.OK;
        });

        before.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.GetProperty("checks").GetProperty("keyring").GetString().ShouldBe("Unhealthy");
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Development_may_use_what_production_may_not()
    {
        var database = await api.Postgres.CreateDatabaseAsync();

        await using var host = await ApiHost.StartAsync(api.Redis, database, "Development", ("Zendesk:Development", "true"));

        host.Url.ShouldNotBeNull();
    }
}
