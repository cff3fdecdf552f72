using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Queue;

/// <summary>What a job says reaches who listens, in order, whenever they come.</summary>
public sealed class RedisResultChannelTests : IAsyncLifetime
{
    private static readonly OrganizationId Acme = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000a"));
    private static readonly JobId Job = new(Guid.Parse("0197a3c4-0000-7000-8000-000000000001"));
    private RedisServer _server = null!;
    private RedisQueueFixture _fixture = null!;
    private IResultChannel _channel = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync(Token);
        _fixture = new RedisQueueFixture(_server.ConnectionString);
        _channel = _fixture.NewProcess().GetRequiredService<IResultChannel>();
    }

    [Fact]
    public async Task Entries_come_in_order_to_a_reader_who_came_first()
    {
        var reading = ReadAsync(null);
        await SayAsync("Dear ", "customer", "!");

        (await reading).Select(entry => Encoding.UTF8.GetString(entry.Sealed.Span)).ShouldBe(["Dear ", "customer", "!", ""]);
    }

    [Fact]
    public async Task Entries_come_in_order_to_a_reader_who_came_last()
    {
        await SayAsync("Dear ", "customer");

        (await ReadAsync(null)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_reader_who_comes_back_goes_on_after_its_last_entry()
    {
        await SayAsync("one", "two", "three");
        var all = await ReadAsync(null);

        (await ReadAsync(all[1].Id)).Select(entry => entry.Id).ShouldBe(all.Skip(2).Select(entry => entry.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an id")]
    [InlineData("+")]
    [InlineData("99999999999999999999-0")]
    public async Task An_unreadable_id_reads_from_the_start(string id)
    {
        await SayAsync("one");

        (await ReadAsync(id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Two_hundred_readers_hear_everything()
    {
        var readers = Enumerable.Range(0, 200).Select(_ => ReadAsync(null)).ToList();
        await SayAsync([.. Enumerable.Range(0, 20).Select(i => $"piece {i}")]);

        foreach (var heard in await Task.WhenAll(readers))
        {
            heard.Count.ShouldBe(21);
        }
    }

    [Fact]
    public async Task A_reader_who_waits_through_a_restart_hears_the_rest()
    {
        await _channel.AppendAsync(Acme, Job, ResultKind.Text, "before"u8.ToArray(), Token);
        var reading = ReadAsync(null);
        await _server.RestartAsync(Token);
        while (!(await _channel.AppendAsync(Acme, Job, ResultKind.End, ReadOnlyMemory<byte>.Empty, Token)).Succeeded)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }

        (await reading)[0].Sealed.ToArray().ShouldBe("before"u8.ToArray());
    }

    [Fact]
    public async Task A_reader_who_did_not_hear_an_entry_reads_it_when_the_next_one_comes()
    {
        var key = new Raum.Jobs.Redis.QueueKeys(new Raum.Jobs.Redis.JobQueueOptions().Partitions).Results(Acme, Job);
        var reading = ReadAsync(null);
        await ListenersAsync(key, 1);
        await _channel.AppendAsync(Acme, Job, ResultKind.Text, "one"u8.ToArray(), Token);

        // As it is while a reader's connection is away: kept, and told to nobody.
        await _server.RawAsync($"XADD {key} 2-0 k 1 s two", Token);
        await _channel.AppendAsync(Acme, Job, ResultKind.End, ReadOnlyMemory<byte>.Empty, Token);

        (await reading).Select(entry => Encoding.UTF8.GetString(entry.Sealed.Span)).ShouldBe(["one", "two", ""]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2 1")]
    [InlineData("rubbish")]
    [InlineData("-1 5 ")]
    [InlineData("1 5 ")]
    public async Task A_publication_that_is_none_of_ours_changes_nothing(string message)
    {
        var key = new Raum.Jobs.Redis.QueueKeys(new Raum.Jobs.Redis.JobQueueOptions().Partitions).Results(Acme, Job);
        var reading = ReadAsync(null);
        await ListenersAsync(key, 1);
        await _channel.AppendAsync(Acme, Job, ResultKind.Text, "one"u8.ToArray(), Token);

        await _server.RawAsync($"PUBLISH {key} \"{message}\"", Token);
        await _channel.AppendAsync(Acme, Job, ResultKind.Text, "two"u8.ToArray(), Token);
        await _channel.AppendAsync(Acme, Job, ResultKind.End, ReadOnlyMemory<byte>.Empty, Token);

        (await reading).Select(entry => Encoding.UTF8.GetString(entry.Sealed.Span)).ShouldBe(["one", "two", ""]);
    }

    [Fact]
    public async Task A_reader_who_is_slow_misses_nothing()
    {
        var texts = Enumerable.Range(0, 300).Select(i => $"piece {i}").ToArray();
        var heard = new List<string>();
        await _channel.AppendAsync(Acme, Job, ResultKind.Text, "first"u8.ToArray(), Token);
        await foreach (var entry in _channel.ReadAsync(Acme, Job, null, Token))
        {
            if (heard.Count == 0)
            {
                // Everything is said while the reader is busy with its first entry.
                await SayAsync(texts);
            }

            heard.Add(Encoding.UTF8.GetString(entry.Sealed.Span));
        }

        heard.ShouldBe(["first", .. texts, ""]);
    }

    [Fact]
    public async Task Entries_end_by_themselves_within_a_day()
    {
        await SayAsync("one");

        var key = new Raum.Jobs.Redis.QueueKeys(new Raum.Jobs.Redis.JobQueueOptions().Partitions).Results(Acme, Job);
        var seconds = long.Parse(
            (await _server.RawAsync($"TTL {key}", Token)).TrimStart(':'),
            System.Globalization.CultureInfo.InvariantCulture
        );
        seconds.ShouldBeInRange(1, 24 * 3600);
    }

    [Fact]
    public async Task Another_organization_hears_nothing_of_a_job()
    {
        // In one partition, so that only the organization tells them apart.
        var channel = _fixture.NewProcess(options => options.Partitions = 1).GetRequiredService<IResultChannel>();
        var globex = new OrganizationId(Guid.Parse("0197a3c4-0000-7000-8000-00000000000b"));
        await channel.AppendAsync(Acme, Job, ResultKind.Text, "for Acme"u8.ToArray(), Token);
        await channel.AppendAsync(globex, Job, ResultKind.End, ReadOnlyMemory<byte>.Empty, Token);

        var heard = new List<ResultKind>();
        await foreach (var entry in channel.ReadAsync(globex, Job, null, Token))
        {
            heard.Add(entry.Kind);
        }

        heard.ShouldBe([ResultKind.End]);
    }

    [Fact]
    public async Task A_reader_who_leaves_leaves_nothing_behind()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reading = Task.Run(
            async () =>
            {
                await foreach (var entry in _channel.ReadAsync(Acme, Job, null, stop.Token))
                {
                    entry.Kind.ShouldBe(ResultKind.Text);
                }
            },
            Token
        );
        var key = new Raum.Jobs.Redis.QueueKeys(new Raum.Jobs.Redis.JobQueueOptions().Partitions).Results(Acme, Job);
        await ListenersAsync(key, 1);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        await ListenersAsync(key, 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task SayAsync(params string[] pieces)
    {
        foreach (var piece in pieces)
        {
            (await _channel.AppendAsync(Acme, Job, ResultKind.Text, Encoding.UTF8.GetBytes(piece), Token)).Succeeded.ShouldBeTrue();
        }

        await _channel.AppendAsync(Acme, Job, ResultKind.End, ReadOnlyMemory<byte>.Empty, Token);
    }

    private async Task<List<ResultEntry>> ReadAsync(string? afterId)
    {
        var heard = new List<ResultEntry>();
        await foreach (var entry in _channel.ReadAsync(Acme, Job, afterId, Token))
        {
            heard.Add(entry);
        }

        return heard;
    }

    private async Task ListenersAsync(string channel, int expected)
    {
        while (!(await _server.RawAsync($"PUBSUB NUMSUB {channel}", Token)).EndsWith($":{expected}", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }
}
