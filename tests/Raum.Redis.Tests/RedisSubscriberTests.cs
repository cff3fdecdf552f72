using Raum.Testing.Servers;

namespace Raum.Redis.Tests;

public sealed class RedisSubscriberTests(RedisServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_listener_of_a_channel_is_woken_and_no_other()
    {
        await using var client = Clients.New(server);
        await using var subscriber = client.OpenSubscriber();
        using var first = new SemaphoreSlim(0);
        using var second = new SemaphoreSlim(0);
        using var other = new SemaphoreSlim(0);
        await subscriber.SubscribeAsync("sub:other", Said(other), Token);
        await subscriber.SubscribeAsync("sub:a", Said(first), Token);
        await subscriber.SubscribeAsync("sub:a", Said(second), Token);
        await ListenersAsync(client, "sub:other", 1);
        await ListenersAsync(client, "sub:a", 1);

        await client.ExecuteAsync(["PUBLISH", "sub:a", "now"], Token);

        await first.WaitAsync(Token);
        await second.WaitAsync(Token);
        other.CurrentCount.ShouldBe(0);

        // An empty message only tells of a new connection, whenever that is.
        static Action<ReadOnlyMemory<byte>> Said(SemaphoreSlim heard) =>
            message =>
            {
                if (!message.IsEmpty)
                {
                    heard.Release();
                }
            };
    }

    [Fact]
    public async Task The_last_listener_takes_the_subscription_along()
    {
        await using var client = Clients.New(server);
        await using var subscriber = client.OpenSubscriber();
        var one = await subscriber.SubscribeAsync("sub:gone", _ => { }, Token);
        var two = await subscriber.SubscribeAsync("sub:gone", _ => { }, Token);

        await one.DisposeAsync();
        await ListenersAsync(client, "sub:gone", 1);
        await two.DisposeAsync();
        await ListenersAsync(client, "sub:gone", 0);
    }

    [Fact]
    public async Task After_a_restart_listeners_are_woken_and_hear_again()
    {
        await using var own = await RedisServer.StartNewAsync(Token);
        await using var client = Clients.New(own, TimeSpan.FromMilliseconds(500));
        await using var subscriber = client.OpenSubscriber();
        using var woken = new SemaphoreSlim(0);
        await subscriber.SubscribeAsync("sub:restart", _ => woken.Release(), Token);
        await ListenersAsync(client, "sub:restart", 1);
        await DrainAsync(woken);

        await own.RestartAsync(Token);
        await woken.WaitAsync(Token);
        await ListenersAsync(client, "sub:restart", 1);
        await DrainAsync(woken);

        await client.ExecuteAsync(["PUBLISH", "sub:restart", ""], Token);
        await woken.WaitAsync(Token);
    }

    private static async Task ListenersAsync(RedisClient client, string channel, int expected)
    {
        while ((await Clients.UntilAnsweredAsync(client, ["PUBSUB", "NUMSUB", channel], Token)).Items[1].Number != expected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    /// <summary>A new connection wakes everybody once; that is over when this returns.</summary>
    private static async Task DrainAsync(SemaphoreSlim semaphore)
    {
        while (await semaphore.WaitAsync(TimeSpan.FromMilliseconds(300), Token))
        {
            // One more wake.
        }
    }
}
