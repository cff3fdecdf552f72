using System.Text;
using Raum.AuditStore.EventStoreDb;
using Raum.Testing.EventStore;

namespace Raum.AuditStore.Tests.EventStoreDb;

/// <summary>The client against a node: what it sends is checked by the fake, what it understands is checked here.</summary>
public sealed class EventStoreStreamsTests : IAsyncLifetime
{
    private readonly List<EventStoreConnection> _connections = [];
    private FakeEventStore _node = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _node = await FakeEventStore.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _connections.ForEach(connection => connection.Dispose());
        _node.Complaints.ShouldBeEmpty();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task What_was_appended_is_read_forwards_and_backwards()
    {
        var streams = Connect(_node.ConnectionString);

        (await streams.AppendAsync("a", -1, [New("one"), New("two")], Token)).ShouldBe(new AppendAnswer(true, 1));
        (await streams.AppendAsync("a", 1, [New("three")], Token)).ShouldBe(new AppendAnswer(true, 2));

        (await ReadAsync(streams, "a", 0, backwards: false)).ShouldBe(["0 one", "1 two", "2 three"]);
        (await ReadAsync(streams, "a", 1, backwards: false)).ShouldBe(["1 two", "2 three"]);
        (await ReadAsync(streams, "a", null, backwards: true)).ShouldBe(["2 three", "1 two", "0 one"]);
        (await ReadAsync(streams, "a", 1, backwards: true)).ShouldBe(["1 two", "0 one"]);
        (await ReadAsync(streams, "nothing", 0, backwards: false)).ShouldBeEmpty();
    }

    private EventStoreStreams Connect(string connectionString)
    {
        var connection = new EventStoreConnection(EventStoreSettings.Parse(connectionString), TimeProvider.System);
        _connections.Add(connection);
        return new EventStoreStreams(connection);
    }

    private static async Task<List<string>> ReadAsync(EventStoreStreams streams, string stream, long? from, bool backwards)
    {
        var events = new List<string>();
        await foreach (var stored in streams.ReadAsync(stream, from, backwards, long.MaxValue, Token))
        {
            events.Add($"{stored.Revision} {Encoding.UTF8.GetString(stored.Data)}");
        }

        return events;
    }

    private static NewEvent New(string data) =>
        new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), "test.v1", "{}"u8.ToArray(), Encoding.UTF8.GetBytes(data));
}
