using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using Raum.ServiceDefaults.Start;

namespace Raum.ServiceDefaults.Tests;

/// <summary>KEY-8: outside development a store is reached over TLS, or on this machine, or not at all. Both hosts have these rules.</summary>
public sealed class StartRuleTests
{
    private const string Redis = "ConnectionStrings:redis=redis.example.com:6379,ssl=true";

    [Theory]
    [InlineData("redis=redis.example.com:6379", "ConnectionStrings:redis")]
    [InlineData("redis=10.0.0.5:6379,ssl=false", "ConnectionStrings:redis")]
    [InlineData("raumdb=Host=db.example.com;Username=raum_api", "ConnectionStrings:raumdb must")]
    [InlineData("raumdb=Host=db.example.com;SSL Mode=Require", "ConnectionStrings:raumdb must")]
    [InlineData("raumdb=Host=127.0.0.1,db.example.com", "ConnectionStrings:raumdb must")]
    [InlineData("raumdb=Username=raum_api", "ConnectionStrings:raumdb must")]
    [InlineData("raumdb_projector=Host=db.example.com", "ConnectionStrings:raumdb_projector")]
    [InlineData("raumdb_purge=Host=db.example.com;SSL Mode=Prefer", "ConnectionStrings:raumdb_purge")]
    [InlineData("eventstore=esdb://events.example.com:2113?tls=false", "ConnectionStrings:eventstore")]
    [InlineData("eventstore=esdb://127.0.0.1:2113,events.example.com:2113?tls=false", "ConnectionStrings:eventstore")]
    public async Task A_store_in_clear_over_a_network_stops_the_start(string store, string named)
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync("Production", $"ConnectionStrings:{store}"));

        failure.Message.ShouldContain(named);
        failure.Message.ShouldNotContain("example.com"); // a connection string holds a password
    }

    [Theory]
    [InlineData("redis=localhost:6379")]
    [InlineData("raumdb=Host=/var/run/postgresql")]
    [InlineData("raumdb=Host=127.0.0.1")]
    [InlineData("raumdb=Host=::1")]
    [InlineData("raumdb=Host=db.example.com;SSL Mode=VerifyFull")]
    [InlineData("raumdb_projector=Host=db1.example.com,db2.example.com;SSL Mode=VerifyCA")]
    [InlineData("eventstore=esdb://events.example.com:2113")]
    [InlineData("eventstore=esdb://127.0.0.1:2113?tls=false")]
    public async Task A_store_over_TLS_or_on_this_machine_is_fine(string store) =>
        await StartAsync("Production", $"ConnectionStrings:{store}");

    [Fact]
    public async Task Development_may_use_what_production_may_not() =>
        await StartAsync("Development", "ConnectionStrings:raumdb=Host=db.example.com");

    private static async Task StartAsync(string environment, string setting)
    {
        var builder = WebApplication.CreateBuilder([
            $"--{Redis}",
            $"--{setting}",
            "--urls=http://127.0.0.1:0",
            $"--environment={environment}",
        ]);
        builder.Services.AddStoreRules(builder.Configuration);
        await using var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
    }
}
