using System.Collections.Concurrent;
using System.Net;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>FLOW-7: a 202 is a promise. Whatever happens to Redis or Postgres, the answer is 503 with a time, never a bare 500, and no promise is broken.</summary>
public sealed class OutageTests(PostgresServer postgres)
{
    [Fact]
    public async Task Every_accepted_webhook_is_in_the_queue_after_redis_was_killed_in_the_middle()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var redis = await RedisServer.StartNewAsync(cancellationToken);
        await using var host = await ApiHost.StartAsync(redis, postgres);
        var tenant = await host.AddTenantAsync(cancellationToken);
        using var client = host.Client();
        var accepted = new ConcurrentBag<Guid>();
        var refused = new ConcurrentBag<HttpStatusCode>();
        var ticket = 0;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        async Task SendAsync()
        {
            using var response = await client.SendAsync(
                Webhook.Trigger(tenant, Interlocked.Increment(ref ticket)).Request(),
                cancellationToken
            );
            if (response.StatusCode == HttpStatusCode.Accepted)
            {
                accepted.Add((await response.JsonAsync()).GetProperty("jobId").GetGuid());
            }
            else
            {
                refused.Add(response.StatusCode);
                response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 59);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }

        async Task KeepSendingAsync()
        {
            while (!enough.IsCancellationRequested)
            {
                await SendAsync();
            }
        }

        Task[] senders = [.. Enumerable.Range(0, 16).Select(_ => KeepSendingAsync())];

        // Each step waits for what it is about, however fast or slow the machine is.
        async Task UntilAsync(Func<bool> condition)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
            while (!condition())
            {
                senders.ShouldAllBe(sender => !sender.IsCompleted);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
            }
        }

        await UntilAsync(() => accepted.Count >= 60);
        await redis.KillAsync();
        await UntilAsync(() => !refused.IsEmpty);
        await redis.RestartAsync(cancellationToken);
        var before = accepted.Count;
        await UntilAsync(() => accepted.Count >= before + 60);
        await enough.CancelAsync();
        await Task.WhenAll(senders);

        refused.ShouldAllBe(status => status == HttpStatusCode.ServiceUnavailable);
        var queued = (await host.TakeAllAsync(tenant.Id)).Select(job => job.Id.Value).ToHashSet();
        accepted.Where(id => !queued.Contains(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_redis_a_webhook_is_asked_to_come_back_and_accepted_then()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var redis = await RedisServer.StartNewAsync(cancellationToken);
        await using var host = await ApiHost.StartAsync(redis, postgres);
        var tenant = await host.AddTenantAsync(cancellationToken);
        using var client = host.Client();
        await redis.KillAsync();

        using var down = await client.SendAsync(Webhook.Trigger(tenant, 1).Request(), cancellationToken);
        using var ready = await client.GetAsync("/health/ready", cancellationToken);
        using var live = await client.GetAsync("/health/live", cancellationToken);
        await redis.RestartAsync(cancellationToken);
        HttpResponseMessage up;
        do
        {
            up = await client.SendAsync(Webhook.Trigger(tenant, 1).Request(), cancellationToken);
        } while (up.StatusCode == HttpStatusCode.ServiceUnavailable);

        down.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        down.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 59);
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        up.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        up.Dispose();
    }

    [Fact]
    public async Task A_frozen_redis_is_503_too_and_in_time_for_zendesk()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var redis = await RedisServer.StartNewAsync(cancellationToken);
        await using var host = await ApiHost.StartAsync(redis, postgres);
        var tenant = await host.AddTenantAsync(cancellationToken);
        using var client = host.Client();
        using (var warm = await client.SendAsync(Webhook.Trigger(tenant, 1).Request(), cancellationToken))
        {
            warm.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        await redis.FreezeAsync();
        using var patient = host.Client();
        patient.Timeout = TimeSpan.FromSeconds(10); // what Zendesk waits
        using var frozen = await patient.SendAsync(Webhook.Trigger(tenant, 2).Request(), cancellationToken);
        await redis.ThawAsync();

        frozen.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        frozen.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 59);
    }

    [Fact]
    public async Task Without_postgres_a_key_cannot_be_checked_and_that_is_503()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var redis = await RedisServer.StartNewAsync(cancellationToken);
        await using var own = new PostgresOfItsOwn();
        await own.InitializeAsync();
        await using var host = await ApiHost.StartAsync(redis, own);
        var tenant = await host.AddTenantAsync(cancellationToken);
        using var client = host.Client(tenant.Token);
        using var cold = host.Client();
        await own.CrashAsync();

        using var job = await client.GetAsync("/v1/jobs/01980000-0000-7000-8000-000000000000", cancellationToken);
        using var webhook = await cold.SendAsync(Webhook.Trigger(tenant, 1).Request(), cancellationToken);
        using var ready = await cold.GetAsync("/health/ready", cancellationToken);

        await job.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "database-unavailable");
        webhook.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        webhook.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 59);
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private sealed class PostgresOfItsOwn : PostgresServer;
}
