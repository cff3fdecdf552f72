using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Google.Protobuf;
using Raum.EventStoreProtocol;

namespace Raum.AuditStore.EventStoreDb;

/// <summary>Calls one node of the event store, the leader, over HTTP/2, and finds the leader again after a failure.</summary>
internal sealed class EventStoreConnection : IDisposable
{
    private const int Leader = 8;

    private readonly EventStoreSettings _settings;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue? _authorization;
    private int _seed;
    private NodeAddress? _node;

    public EventStoreConnection(EventStoreSettings settings, TimeProvider clock)
    {
        _settings = settings;
        _clock = clock;
        _authorization = settings.User is null
            ? null
            : new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.User}:{settings.Password}"))
            );
#pragma warning disable CA2000 // The client owns it.
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(3),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
        };
#pragma warning restore CA2000
        if (settings.TlsCaFile is { } file)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(file) };
        }

        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>One answer to one call.</summary>
    /// <exception cref="EventStoreException">The call failed; whether it was done is in <see cref="EventStoreException.Refused"/>.</exception>
    public async Task<T> CallAsync<T>(
        string method,
        IReadOnlyList<IMessage> messages,
        MessageParser<T> parser,
        CancellationToken cancellationToken
    )
        where T : class, IMessage<T>
    {
        T? answer = null;
        await foreach (var message in StreamAsync(method, messages, parser, endless: false, cancellationToken))
        {
            answer ??= message;
        }

        return answer ?? throw new EventStoreException(EventStoreProblem.Protocol);
    }

    /// <summary>One answer of every living node: for work that each does for itself.</summary>
    /// <exception cref="EventStoreException">A node failed; those before it have done it.</exception>
    public async Task CallEachAsync<T>(string method, IMessage message, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        var seed = await GuardAsync(() => NodeAsync(cancellationToken), cancellationToken);
        var cluster = await GuardAsync(() => GossipAsync(seed, cancellationToken), cancellationToken);
        // A node alone knows itself by an address of its own network: it is reached where it was reached before.
        var living = cluster.Members.Where(member => member is { Alive: true, Endpoint: not null }).ToList();
        var nodes =
            living.Count > 1 ? living.ConvertAll(member => new NodeAddress(member.Endpoint.Host, (int)member.Endpoint.Port)) : [seed];
        foreach (var node in nodes)
        {
            await foreach (var _ in OnceAsync(node, method, [message], parser, endless: false, cancellationToken)) { }
        }
    }

    /// <summary>The answers to one call, as they come. A follower that names its leader is not asked twice: the leader is.</summary>
    /// <param name="endless">A subscription: it has no deadline, broken connections are found by pings.</param>
    /// <exception cref="EventStoreException">The call failed.</exception>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        string method,
        IReadOnlyList<IMessage> messages,
        MessageParser<T> parser,
        bool endless,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class, IMessage<T>
    {
        for (var redirected = false; ; redirected = true)
        {
            await using var answers = OnceAsync(null, method, messages, parser, endless, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            var first = true;
            while (true)
            {
                try
                {
                    if (!await answers.MoveNextAsync())
                    {
                        yield break;
                    }
                }
                catch (EventStoreException e) when (first && !redirected && e is { Problem: EventStoreProblem.NotLeader, Leader: not null })
                {
                    // Nothing was done, and the next call goes to the leader.
                    break;
                }

                first = false;
                yield return answers.Current;
            }
        }
    }

    private async IAsyncEnumerable<T> OnceAsync<T>(
        NodeAddress? at,
        string method,
        IReadOnlyList<IMessage> messages,
        MessageParser<T> parser,
        bool endless,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class, IMessage<T>
    {
        // The deadline is for each answer, so that a long read may take as long as it needs.
        using var deadline = new CancellationTokenSource(_settings.Deadline, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var node = at ?? await GuardAsync(() => NodeAsync(either.Token), cancellationToken);
        using var request = NewRequest(node, method, messages, endless);
        using var response = await GuardAsync(
            () => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token),
            cancellationToken
        );
        if (response.StatusCode != HttpStatusCode.OK)
        {
            Forget(null);
            throw new EventStoreException(EventStoreProblem.Unavailable);
        }

        await using var body = await GuardAsync(() => response.Content.ReadAsStreamAsync(either.Token), cancellationToken);
        while (true)
        {
            deadline.CancelAfter(endless ? Timeout.InfiniteTimeSpan : _settings.Deadline);
            var message = await GuardAsync(() => GrpcFrames.ReadAsync(body, parser, either.Token).AsTask(), cancellationToken);
            if (message is null)
            {
                break;
            }

            yield return message;
        }

        if (EventStoreException.From(response) is { } failure)
        {
            if (failure.Problem is EventStoreProblem.NotLeader or EventStoreProblem.Unavailable)
            {
                Forget(failure.Leader);
            }

            throw failure;
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage NewRequest(NodeAddress node, string method, IReadOnlyList<IMessage> messages, bool endless)
    {
        var scheme = _settings.Tls ? "https" : "http";
        var request = new HttpRequestMessage(HttpMethod.Post, $"{scheme}://{node}/event_store.client.{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(GrpcFrames.Write(messages)) { Headers = { ContentType = new("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.Add("connection-name", _settings.ConnectionName);
        // Reading one's own writes after a failure needs the leader as much as writing does.
        request.Headers.Add("requires-leader", method.StartsWith("streams", StringComparison.Ordinal) ? "true" : "false");
        request.Headers.Authorization = _authorization;
        if (!endless)
        {
            request.Headers.Add(
                "grpc-timeout",
                string.Create(CultureInfo.InvariantCulture, $"{(long)_settings.Deadline.TotalMilliseconds}m")
            );
        }

        return request;
    }

    private async Task<NodeAddress> NodeAsync(CancellationToken cancellationToken)
    {
        if (_node is { } known)
        {
            return known;
        }

        var seed = _settings.Seeds[(_seed & int.MaxValue) % _settings.Seeds.Count];
        var node = _settings.Discover ? await LeaderAsync(seed, cancellationToken) : seed;
        _node = node;
        return node;
    }

    private async Task<NodeAddress> LeaderAsync(NodeAddress seed, CancellationToken cancellationToken)
    {
        var cluster = await GossipAsync(seed, cancellationToken);
        return cluster.Members.FirstOrDefault(member => member is { Alive: true, State: Leader, Endpoint: not null }) is { } leader
            ? new NodeAddress(leader.Endpoint.Host, (int)leader.Endpoint.Port)
            : throw new EventStoreException(EventStoreProblem.Unavailable);
    }

    private async Task<ClusterInfo> GossipAsync(NodeAddress node, CancellationToken cancellationToken)
    {
        using var request = NewRequest(node, "gossip.Gossip/Read", [new Empty()], endless: false);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await GrpcFrames.ReadAsync(body, ClusterInfo.Parser, cancellationToken)
            ?? throw new EventStoreException(EventStoreProblem.Unavailable);
    }

    private void Forget(NodeAddress? leader)
    {
        Interlocked.Increment(ref _seed);
        _node = leader;
    }

    /// <summary>Turns what the network throws into the one exception of this folder.</summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> action, CancellationToken caller)
    {
        try
        {
            return await action();
        }
        catch (EventStoreException)
        {
            Forget(null);
            throw;
        }
        catch (OperationCanceledException) when (caller.IsCancellationRequested)
        {
            caller.ThrowIfCancellationRequested();
            throw;
        }
        catch (OperationCanceledException)
        {
            Forget(null);
            throw new EventStoreException(EventStoreProblem.Timeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Forget(null);
            throw new EventStoreException(EventStoreProblem.Unavailable);
        }
    }

    private static X509ChainPolicy TrustOnly(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }
}
