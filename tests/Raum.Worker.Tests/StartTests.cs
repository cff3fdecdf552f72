using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using Raum.ServiceDefaults;

namespace Raum.Worker.Tests;

/// <summary>A worker with a wrong setting does not start, and says which: the same rules as the API's, and its own.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("Zendesk:Development", "true", "Zendesk:Development")]
    [InlineData("ConnectionStrings:redis", "redis.example.com:6379", "ssl=true")]
    [InlineData("ConnectionStrings:redis", "", "redis is missing")]
    [InlineData("ConnectionStrings:raumdb", "Host=db.example.com;Username=raum_worker", "VerifyFull")]
    [InlineData("ConnectionStrings:raumdb_projector", "Host=db.example.com;Username=raum_projector", "raumdb_projector")]
    [InlineData("ConnectionStrings:raumdb_purge", "", "raumdb_purge is missing")]
    [InlineData("ConnectionStrings:eventstore", "esdb://events.example.com:2113?tls=false", "tls=false")]
    [InlineData("Keys:Local:MasterSecret", "short", "MasterSecret")]
    [InlineData("Worker:MaxParallelJobs", "0", "MaxParallelJobs")]
    public async Task A_wrong_setting_stops_the_start_in_production(string key, string value, string named)
    {
        var settings = new Dictionary<string, string>
        {
            ["environment"] = "Production",
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:redis"] = "127.0.0.1:1",
            ["ConnectionStrings:raumdb"] = "Host=127.0.0.1;Port=1",
            ["ConnectionStrings:raumdb_projector"] = "Host=127.0.0.1;Port=1",
            ["ConnectionStrings:raumdb_rotation"] = "Host=127.0.0.1;Port=1",
            ["ConnectionStrings:raumdb_purge"] = "Host=127.0.0.1;Port=1",
            ["Keys:Local:MasterSecret"] = "a master secret of more than 32 characters",
            [key] = value,
        };
        var failure = await Should.ThrowAsync<OptionsValidationException>(() =>
            StartAsync([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")])
        );

        failure.Message.ShouldContain(named);
    }

    private static async Task StartAsync(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(settings);
        builder.AddServiceDefaults();
        builder.AddRaumWorker();
        await using var worker = builder.Build();
        await worker.StartAsync(TestContext.Current.CancellationToken);
    }
}
