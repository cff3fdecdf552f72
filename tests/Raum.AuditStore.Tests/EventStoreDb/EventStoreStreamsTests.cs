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

    [Fact]
    public async Task A_wrong_expectation_is_an_answer_that_says_where_the_stream_stands()
    {
        var streams = Connect(_node.ConnectionString);
        await streams.AppendAsync("a", -1, [New("one"), New("two")], Token);

        (await streams.AppendAsync("a", -1, [New("x")], Token)).ShouldBe(new AppendAnswer(false, 1));
        (await streams.AppendAsync("a", 0, [New("x")], Token)).ShouldBe(new AppendAnswer(false, 1));
        (await streams.AppendAsync("a", 5, [New("x")], Token)).ShouldBe(new AppendAnswer(false, 1));
        (await streams.AppendAsync("b", 5, [New("x")], Token)).ShouldBe(new AppendAnswer(false, -1));
    }

    [Fact]
    public async Task A_follower_sends_the_client_to_the_leader()
    {
        await using var follower = await FakeEventStore.StartAsync(_node.Log);
        follower.Leader = _node;

        (await Connect(follower.ConnectionString).AppendAsync("a", -1, [New("one")], Token)).ShouldBe(new AppendAnswer(true, 0));
        (await ReadAsync(Connect(follower.ConnectionString), "a", 0, backwards: false)).ShouldBe(["0 one"]);
    }

    [Fact]
    public async Task Followers_that_send_the_client_in_a_circle_are_a_failure_and_nothing_is_written()
    {
        await using var follower = await FakeEventStore.StartAsync(_node.Log);
        (follower.Leader, _node.Leader) = (_node, follower);

        var refused = await Should.ThrowAsync<EventStoreException>(() =>
            Connect(follower.ConnectionString).AppendAsync("a", -1, [New("one")], Token)
        );

        refused.Problem.ShouldBe(EventStoreProblem.NotLeader);
        refused.Refused.ShouldBeTrue();
        _node.Log.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_a_cluster_the_leader_is_found_by_gossip_also_when_a_seed_is_down()
    {
        await using var follower = await FakeEventStore.StartAsync(_node.Log);
        follower.Leader = _node;
        var streams = Connect($"esdb+discover://127.0.0.1:1,127.0.0.1:{follower.Port}?tls=false");

        await Should.ThrowAsync<EventStoreException>(() => streams.AppendAsync("a", -1, [New("one")], Token));
        (await streams.AppendAsync("a", -1, [New("one")], Token)).ShouldBe(new AppendAnswer(true, 0));
    }

    [Fact]
    public async Task Credentials_are_sent_and_a_refusal_is_told_apart()
    {
        await using var secured = await FakeEventStore.StartAsync(user: "raum", password: "s3cret:x");

        (
            await Should.ThrowAsync<EventStoreException>(() => Connect(secured.ConnectionString).AppendAsync("a", -1, [New("one")], Token))
        ).Problem.ShouldBe(EventStoreProblem.AccessDenied);
        (
            await Should.ThrowAsync<EventStoreException>(() =>
                Connect($"esdb://raum:wrong@127.0.0.1:{secured.Port}?tls=false").AppendAsync("a", -1, [New("one")], Token)
            )
        ).Problem.ShouldBe(EventStoreProblem.AccessDenied);
        (
            await Connect($"esdb://raum:s3cret%3Ax@127.0.0.1:{secured.Port}?tls=false").AppendAsync("a", -1, [New("one")], Token)
        ).Written.ShouldBeTrue();
    }

    [Fact]
    public async Task Over_TLS_only_a_certificate_of_the_named_authority_is_trusted()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        using var certificate = SelfSigned(key);
        await using var secured = new FakeEventStore { Certificate = certificate };
        await secured.StartAsync();
        var file = Path.Combine(Path.GetTempPath(), $"raum-ca-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), Token);
        try
        {
            (
                await Should.ThrowAsync<EventStoreException>(() =>
                    Connect($"esdb://localhost:{secured.Port}").AppendAsync("a", -1, [New("one")], Token)
                )
            ).Problem.ShouldBe(EventStoreProblem.Unavailable);
            (
                await Connect($"esdb://localhost:{secured.Port}?tlsCaFile={Uri.EscapeDataString(file)}")
                    .AppendAsync("a", -1, [New("one")], Token)
            ).Written.ShouldBeTrue();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task What_goes_wrong_has_a_name()
    {
        var streams = Connect(_node.ConnectionString);

        _node.Faults.Next(AppendFault.DropBefore);
        (await ProblemAsync(streams)).ShouldBe(EventStoreProblem.Unavailable);
        _node.Faults.Next(AppendFault.DropAfter);
        (await ProblemAsync(streams)).ShouldBe(EventStoreProblem.Unavailable);
        _node.Faults.Next(AppendFault.NotReady);
        (await ProblemAsync(streams)).ShouldBe(EventStoreProblem.Unavailable);
        _node.Faults.Next(AppendFault.SlowAfter, TimeSpan.FromSeconds(30));
        (await ProblemAsync(Connect(_node.ConnectionString + "&defaultDeadline=300"))).ShouldBe(EventStoreProblem.Timeout);
        var tooLarge = New("x") with { Data = new byte[1024 * 1024 + 1] };
        (await Should.ThrowAsync<EventStoreException>(() => streams.AppendAsync("b", -1, [tooLarge], Token))).Problem.ShouldBe(
            EventStoreProblem.Rejected
        );
        await _node.StopAsync();
        (await ProblemAsync(streams)).ShouldBe(EventStoreProblem.Unavailable);
    }

    [Fact]
    public async Task A_subscription_names_the_streams_that_change_and_no_other()
    {
        var streams = Connect(_node.ConnectionString);
        await streams.AppendAsync("organization-0", -1, [New("before")], Token);
        await using var changes = streams.ChangesAsync("organization-", Token).GetAsyncEnumerator(Token);
        (await changes.MoveNextAsync()).ShouldBeTrue();
        changes.Current.ShouldBeNull();

        await streams.AppendAsync("other-1", -1, [New("x")], Token);
        await streams.AppendAsync("organization-1", -1, [New("x")], Token);
        await streams.AppendAsync("organization-2", -1, [New("x")], Token);

        (await changes.MoveNextAsync()).ShouldBeTrue();
        changes.Current.ShouldBe("organization-1");
        (await changes.MoveNextAsync()).ShouldBeTrue();
        changes.Current.ShouldBe("organization-2");
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_a_cancellation()
    {
        var streams = Connect(_node.ConnectionString);
        _node.Faults.Next(AppendFault.SlowAfter, TimeSpan.FromSeconds(30));
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Token);
        impatient.CancelAfter(200);

        await Should.ThrowAsync<OperationCanceledException>(() => streams.AppendAsync("a", -1, [New("one")], impatient.Token));
    }

    private static async Task<EventStoreProblem> ProblemAsync(EventStoreStreams streams) =>
        (await Should.ThrowAsync<EventStoreException>(() => streams.AppendAsync("problem", -1, [New("one")], Token))).Problem;

    private static System.Security.Cryptography.X509Certificates.X509Certificate2 SelfSigned(System.Security.Cryptography.RSA key)
    {
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=localhost",
            key,
            System.Security.Cryptography.HashAlgorithmName.SHA256,
            System.Security.Cryptography.RSASignaturePadding.Pkcs1
        );
        var names = new System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
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
