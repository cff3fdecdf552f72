using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Raum.ServiceDefaults.Tests;

/// <summary>OPS-4: a host says whether it lives and whether it is ready, and leaves without dropping a request.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_store_that_does_not_answer_makes_the_host_unready_but_not_dead()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await TestHost.StartAsync(
            builder =>
                builder
                    .Services.AddHealthChecks()
                    .AddReadyCheck("queue", (_, _) => Task.FromResult(true), TimeSpan.FromSeconds(5))
                    .AddReadyCheck("database", (_, _) => throw new InvalidOperationException("Password=secret"), TimeSpan.FromSeconds(5)),
            map: null,
            cancellationToken
        );

        using var live = await host.Client.GetAsync("/health/live", cancellationToken);
        using var ready = await host.Client.GetAsync("/health/ready", cancellationToken);

        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var body = await ready.Content.ReadAsStringAsync(cancellationToken);
        body.ShouldContain("\"database\":\"Unhealthy\"");
        body.ShouldContain("\"queue\":\"Healthy\"");
        body.ShouldNotContain("secret");
        host.Lines.Text.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_store_that_hangs_does_not_hang_the_probe()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await TestHost.StartAsync(
            builder =>
                builder
                    .Services.AddHealthChecks()
                    .AddReadyCheck(
                        "queue",
                        async (_, stop) =>
                        {
                            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                            return true;
                        },
                        TimeSpan.FromMilliseconds(50)
                    ),
            map: null,
            cancellationToken
        );

        using var ready = await host.Client.GetAsync("/health/ready", cancellationToken);

        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_host_that_leaves_is_unready_first_and_finishes_what_it_has()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var host = await TestHost.StartAsync(
            configure: null,
            app =>
                app.MapGet(
                    "/slow",
                    async () =>
                    {
                        begun.SetResult();
                        await release.Task;
                        return "finished";
                    }
                ),
            cancellationToken,
            "--Drain:Delay=00:00:02"
        );
        var slow = host.Client.GetStringAsync("/slow", cancellationToken);
        await begun.Task.WaitAsync(cancellationToken);

        var stopped = host.App.StopAsync(cancellationToken);
        using var ready = await host.Client.GetAsync("/health/ready", cancellationToken);
        stopped.IsCompleted.ShouldBeFalse();
        release.SetResult();

        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await slow).ShouldBe("finished");
        await stopped;
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData("--Drain:Delay=00:02:00")]
    [InlineData("--Drain:Limit=00:00:00")]
    public async Task A_drain_setting_out_of_range_stops_the_host_at_start(string setting) =>
        await Should.ThrowAsync<OptionsValidationException>(() =>
            TestHost.StartAsync(configure: null, map: null, TestContext.Current.CancellationToken, setting)
        );

    [Fact]
    public async Task The_time_to_stop_covers_the_pause_and_the_work()
    {
        await using var host = await TestHost.StartAsync(
            configure: null,
            map: null,
            TestContext.Current.CancellationToken,
            "--Drain:Delay=00:00:01",
            "--Drain:Limit=00:01:00"
        );

        host.App.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.ShouldBe(TimeSpan.FromSeconds(61));
    }
}
