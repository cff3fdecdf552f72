using System.Diagnostics;
using Raum.Testing.Servers;

namespace Raum.Redis.Tests;

/// <summary>What the client does when the server dies, hangs, loads, or says half a word.</summary>
public sealed class RedisFaultTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_is_found_again_after_its_restart_with_all_that_was_acknowledged()
    {
        await using var server = await RedisServer.StartNewAsync(Token);
        await using var client = Clients.New(server, Short);
        await client.ExecuteAsync(["SET", "kept", "yes"], Token);

        await server.KillAsync();
        (await Should.ThrowAsync<RedisUnavailableException>(() => client.ExecuteAsync(["GET", "kept"], Token))).Trouble.ShouldBeOneOf(
            RedisTrouble.Unreachable,
            RedisTrouble.ConnectionLost
        );
        await server.RestartAsync(Token);

        (await Clients.UntilAnsweredAsync(client, ["GET", "kept"], Token)).Text.ShouldBe("yes");
    }

    [Fact]
    public async Task A_frozen_server_ends_every_waiting_command_at_its_deadline_with_an_unknown_outcome()
    {
        await using var server = await RedisServer.StartNewAsync(Token);
        await using var client = Clients.New(server, Short);
        await client.ExecuteAsync(["PING"], Token);
        await server.FreezeAsync();
        var watch = Stopwatch.StartNew();

        var commands = Enumerable.Range(0, 100).Select(_ => client.ExecuteAsync(["INCR", "count"], Token)).ToList();
        foreach (var command in commands)
        {
            (await Should.ThrowAsync<RedisUnavailableException>(() => command)).OutcomeUnknown.ShouldBeTrue();
        }

        // Far below what a client without deadlines would wait, far above what a busy machine needs.
        watch.Elapsed.ShouldBeInRange(Short, TimeSpan.FromSeconds(20));
        await server.ThawAsync();
        (await Clients.UntilAnsweredAsync(client, ["PING"], Token)).Text.ShouldBe("PONG");
    }

    [Fact]
    public async Task A_server_that_still_loads_is_waited_for()
    {
        // The real words of a server that reads its append-only file, for the first two connections.
        await using var server = new ScriptedServer(
            (connection, command) =>
                connection <= 2 ? "-LOADING Redis is loading the dataset in memory\r\n"
                : command == "PING" ? "+PONG\r\n"
                : "$2\r\nok\r\n"
        );
        await using var client = Clients.New(server.Address);

        (await client.ExecuteAsync(["GET", "x"], Token)).Text.ShouldBe("ok");
        server.Connections.ShouldBe(3);
    }

    [Fact]
    public async Task A_server_that_loads_too_long_is_named_as_that()
    {
        await using var server = new ScriptedServer((_, _) => "-LOADING Redis is loading the dataset in memory\r\n");
        await using var client = Clients.New(server.Address, Short);

        var failed = await Should.ThrowAsync<RedisUnavailableException>(() => client.ExecuteAsync(["GET", "x"], Token));

        (failed.Trouble, failed.OutcomeUnknown).ShouldBe((RedisTrouble.Loading, false));
    }

    [Theory]
    [InlineData("$10\r\nhalf")]
    [InlineData("$10\r")]
    [InlineData("*2\r\n:1\r\n")]
    public async Task Half_a_reply_is_no_reply(string half)
    {
        await using var server = new ScriptedServer((_, command) => command == "PING" ? "+PONG\r\n" : half);
        await using var client = Clients.New(server.Address, Short);

        var failed = await Should.ThrowAsync<RedisUnavailableException>(() => client.ExecuteAsync(["GET", "x"], Token));

        (failed.Trouble, failed.OutcomeUnknown).ShouldBe((RedisTrouble.DeadlineMissed, true));
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_that_ends_in_the_middle_of_a_reply_leaves_the_outcome_unknown()
    {
        await using var server = new ScriptedServer(
            (_, command) =>
                command switch
                {
                    "PING" => "+PONG\r\n",
                    "HALF" => "$10\r\nhalf",
                    _ => null,
                }
        );
        await using var client = Clients.New(server.Address);
        var half = client.ExecuteAsync(["HALF"], Token);
        var rest = client.ExecuteAsync(["QUIT"], Token);

        foreach (var command in new[] { half, rest })
        {
            var failed = await Should.ThrowAsync<RedisUnavailableException>(() => command);
            (failed.Trouble, failed.OutcomeUnknown).ShouldBe((RedisTrouble.ConnectionLost, true));
        }
    }

    [Fact]
    public async Task A_server_that_does_not_speak_RESP_is_left()
    {
        await using var server = new ScriptedServer((_, command) => command == "PING" ? "+PONG\r\n" : "HTTP/1.1 400 Bad Request\r\n\r\n");
        await using var client = Clients.New(server.Address);

        (await Should.ThrowAsync<RedisUnavailableException>(() => client.ExecuteAsync(["GET", "x"], Token))).Trouble.ShouldBe(
            RedisTrouble.ProtocolBroken
        );
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_ends_the_connection()
    {
        // Else it would be taken for the answer to the next command, for ever one too late.
        await using var server = new ScriptedServer(
            (connection, command) =>
                command == "PING" ? "+PONG\r\n"
                : connection == 1 ? "$3\r\none\r\n$3\r\ntwo\r\n"
                : "$4\r\ngood\r\n"
        );
        await using var client = Clients.New(server.Address);

        (await client.ExecuteAsync(["GET", "x"], Token)).Text.ShouldBe("one");
        (await Clients.UntilAnsweredAsync(client, ["GET", "y"], Token)).Text.ShouldBe("good");
        server.Connections.ShouldBe(2);
    }

    [Theory]
    [InlineData("-OOM command not allowed when used memory > 'maxmemory'.", RedisTrouble.OutOfMemory, 1)]
    [InlineData("-BUSY Redis is busy running a script.", RedisTrouble.Busy, 1)]
    [InlineData("-READONLY You can't write against a read only replica.", RedisTrouble.NotWritable, 2)]
    [InlineData("-MISCONF Errors writing to the AOF file: No space left on device", RedisTrouble.NotWritable, 2)]
    public async Task Not_now_is_not_a_bug(string reply, RedisTrouble trouble, int connections)
    {
        await using var server = new ScriptedServer((_, command) => command == "PING" ? "+PONG\r\n" : reply + "\r\n");
        await using var client = Clients.New(server.Address);

        var failed = await Should.ThrowAsync<RedisUnavailableException>(() => client.ExecuteAsync(["SET", "x", 1], Token));
        (failed.Trouble, failed.OutcomeUnknown).ShouldBe((trouble, false));

        // A replica that took over has the old name's address: only a new connection finds it.
        await client.ExecuteAsync(["PING"], Token);
        server.Connections.ShouldBe(connections);
    }

    [Fact]
    public async Task Without_a_server_the_wait_ends_at_the_deadline_and_nothing_was_sent()
    {
        await using var client = Clients.New(new RedisConnectionString { Host = "127.0.0.1", Port = 1 }, Short);

        var failed = await Should.ThrowAsync<RedisUnavailableException>(() => client.ExecuteAsync(["PING"], Token));

        (failed.Trouble, failed.OutcomeUnknown).ShouldBe((RedisTrouble.Unreachable, false));
    }
}
