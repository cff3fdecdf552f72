using Microsoft.Extensions.DependencyInjection;
using Raum.Jobs.Redis;
using Raum.Redis;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Queue;

/// <summary>The queue of one process on a Redis, and as many more as a test wants.</summary>
internal sealed class RedisQueueFixture(string connectionString) : IAsyncDisposable
{
    private readonly List<ServiceProvider> _processes = [];

    public ServiceProvider NewProcess(Action<JobQueueOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRaumRedis(connectionString).AddRaumJobQueue();
        services.Configure<JobQueueOptions>(options =>
        {
            options.MaxInFlight = 4;
            options.Wait = TimeSpan.FromMilliseconds(200);
        });
        services.Configure(configure ?? (_ => { }));
        var process = services.BuildServiceProvider();
        _processes.Add(process);
        return process;
    }

    /// <summary>As if the time of every lease were over.</summary>
    public static async Task ExpireLeasesAsync(RedisServer server, CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < new JobQueueOptions().Partitions; partition++)
        {
            var key = QueueKeys.Leases(partition);
            foreach (
                var member in (await server.RawAsync($"ZRANGE {key} 0 -1", cancellationToken))
                    .Split("\r\n")
                    .Where(line => line.Contains(':', StringComparison.Ordinal))
            )
            {
                await server.RawAsync($"ZADD {key} 1 {member}", cancellationToken);
            }

            await server.RawAsync($"PUBLISH {QueueKeys.WakeUp(partition)} x", cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }
}
