using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Raum.Testing.Servers;

namespace Raum.Redis.Tests;

/// <summary>The client against a real Redis that is well.</summary>
public sealed class RedisClientTests(RedisServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_numbers_and_bytes_come_back_as_they_were_sent()
    {
        await using var client = Clients.New(server);
        byte[] bytes = [0, 13, 10, 255, (byte)'$'];

        await client.ExecuteAsync(["SET", "client:text", "José → 李雷\r\n"], Token);
        await client.ExecuteAsync(["SET", "client:number", -42], Token);
        await client.ExecuteAsync(["SET", "client:bytes", bytes], Token);

        (await client.ExecuteAsync(["GET", "client:text"], Token)).Text.ShouldBe("José → 李雷\r\n");
        (await client.ExecuteAsync(["INCR", "client:number"], Token)).Number.ShouldBe(-41);
        (await client.ExecuteAsync(["GET", "client:bytes"], Token)).Bytes.ShouldBe(bytes);
        (await client.ExecuteAsync(["GET", "client:absent"], Token)).IsNull.ShouldBeTrue();
    }

    [Fact]
    public async Task Five_thousand_commands_at_once_over_one_connection_each_get_their_own_answer()
    {
        await using var client = Clients.New(server);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5000).Select(i => client.ExecuteAsync(["ECHO", new string((char)('a' + (i % 26)), i)], Token))
        );

        for (var i = 0; i < answers.Length; i++)
        {
            answers[i].Text.ShouldBe(new string((char)('a' + (i % 26)), i));
        }
    }

    [Fact]
    public async Task A_value_of_eight_megabytes_goes_both_ways()
    {
        await using var client = Clients.New(server);
        var value = new byte[8 * 1024 * 1024];
        new Random(7).NextBytes(value);

        await client.ExecuteAsync(["SET", "client:large", value], Token);

        (await client.ExecuteAsync(["GET", "client:large"], Token)).Bytes.ShouldBe(value);
    }

    [Fact]
    public async Task A_refused_command_throws_its_code_and_quotes_nothing()
    {
        await using var client = Clients.New(server);

        var refused = await Should.ThrowAsync<RedisServerException>(() => client.ExecuteAsync(["NOSUCH", "jane@example.com"], Token));

        refused.Code.ShouldBe("ERR");
        refused.ToString().ShouldNotContain("jane@example.com");
        (await client.ExecuteAsync(["PING"], Token)).Text.ShouldBe("PONG");
    }

    [Fact]
    public async Task A_command_that_blocks_on_another_connection_stalls_nobody()
    {
        await using var client = Clients.New(server);
        await using var blocking = client.OpenAnother();

        var popped = blocking.ExecuteAsync(["BLPOP", "client:list", 30], TimeSpan.FromSeconds(30), Token);
        (await client.ExecuteAsync(["PING"], Token)).Text.ShouldBe("PONG");
        popped.IsCompleted.ShouldBeFalse();
        await client.ExecuteAsync(["RPUSH", "client:list", "x"], Token);

        (await popped).Items[1].Text.ShouldBe("x");
    }

    [Fact]
    public async Task A_command_may_block_longer_than_others_may_take()
    {
        await using var client = Clients.New(server, TimeSpan.FromMilliseconds(300));

        (await client.ExecuteAsync(["BLPOP", "client:nothing", 1], TimeSpan.FromSeconds(30), Token)).IsNull.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_the_connection_and_the_answers_in_order()
    {
        await using var client = Clients.New(server);
        await client.ExecuteAsync(["PING"], Token);
        using var stop = new CancellationTokenSource();
        var abandoned = Enumerable.Range(0, 50).Select(_ => client.ExecuteAsync(["ECHO", "abandoned"], stop.Token)).ToList();
        var kept = Enumerable.Range(0, 50).Select(i => client.ExecuteAsync(["ECHO", i], Token)).ToList();

        await stop.CancelAsync();

        (await Task.WhenAll(kept)).Select(reply => reply.Text).ShouldBe(Enumerable.Range(0, 50).Select(i => $"{i}"));
        await Should.NotThrowAsync(() => Task.WhenAll(abandoned.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default))));
    }

    [Fact]
    public async Task A_user_of_the_access_list_logs_in_with_name_and_password()
    {
        await server.RawAsync("ACL SETUSER raum-api on >right ~client:* +@all", Token);
        var address = RedisConnectionString.Parse(server.ConnectionString);
        await using var client = Clients.New(
            new RedisConnectionString
            {
                Host = address.Host,
                Port = address.Port,
                User = "raum-api",
                Password = "right",
            }
        );

        (await client.ExecuteAsync(["ACL", "WHOAMI"], Token)).Text.ShouldBe("raum-api");
    }

    [Theory]
    [InlineData(null, "wrong")]
    [InlineData("nobody", "wrong")]
    [InlineData(null, null)]
    public async Task A_wrong_login_is_named_as_that(string? user, string? password)
    {
        var address = RedisConnectionString.Parse(server.ConnectionString);
        await using var client = Clients.New(
            new RedisConnectionString
            {
                Host = address.Host,
                Port = address.Port,
                User = user,
                Password = password,
            },
            TimeSpan.FromSeconds(2)
        );

        var refused = await Should.ThrowAsync<RedisUnavailableException>(() => client.ExecuteAsync(["PING"], Token));

        (refused.Trouble, refused.OutcomeUnknown).ShouldBe((RedisTrouble.LoginRefused, false));
    }

    [Fact]
    public async Task A_script_runs_again_after_the_server_forgot_it()
    {
        await using var client = Clients.New(server);
        var script = new RedisScript("return {KEYS[1], ARGV[1]}");
        (await script.RunAsync(client, ["client:k"], ["1"], Token)).Items.Count.ShouldBe(2);
        await client.ExecuteAsync(["SCRIPT", "FLUSH"], Token);

        var reply = await script.RunAsync(client, ["client:k"], ["2"], Token);

        reply.Items.Select(item => item.Text).ShouldBe(["client:k", "2"]);
    }

    [Fact]
    public async Task The_readiness_check_follows_the_server()
    {
        await using var own = await RedisServer.StartNewAsync(Token);
        await using var services = new ServiceCollection()
            .AddLogging()
            .Configure<RedisOptions>(options => options.CommandTimeout = TimeSpan.FromSeconds(1))
            .AddRaumRedis(own.ConnectionString)
            .BuildServiceProvider();
        var health = services.GetRequiredService<HealthCheckService>();

        (await health.CheckHealthAsync(Token)).Entries["redis"].Status.ShouldBe(HealthStatus.Healthy);
        await own.KillAsync();

        (await health.CheckHealthAsync(Token)).Entries["redis"].Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task A_client_that_was_disposed_of_says_so()
    {
        var client = Clients.New(server);
        await client.ExecuteAsync(["PING"], Token);
        await client.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => client.ExecuteAsync(["PING"], Token));
    }
}
