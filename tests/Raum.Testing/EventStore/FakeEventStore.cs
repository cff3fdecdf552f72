using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Raum.EventStoreProtocol;

namespace Raum.Testing.EventStore;

/// <summary>A pretend EventStoreDB node that speaks the real wire (HTTP/2 without TLS) on a free loopback port, and refuses what a real one refuses.</summary>
/// <remarks>It is itself checked with npm's official <c>@eventstore/db-client</c>. Two nodes over one <see cref="FakeEventStoreLog"/> are a cluster.</remarks>
public sealed class FakeEventStore : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private WebApplication? _application;

    public FakeEventStore(FakeEventStoreLog? log = null, string? user = null, string? password = null)
    {
        Log = log ?? new FakeEventStoreLog(TimeProvider.System);
        Authorization = user is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
    }

    public FakeEventStoreLog Log { get; }

    public EventStoreFaults Faults { get; } = new();

    /// <summary>Set before the start: the node speaks TLS with it.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Another node that leads the cluster; null when this one does.</summary>
    public FakeEventStore? Leader { get; set; }

    public int Port { get; private set; }

    public string ConnectionString => $"esdb://127.0.0.1:{Port}?tls=false";

    /// <summary>Requests that broke the protocol. A test asserts that there is none.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    internal string? Authorization { get; }

    public static async Task<FakeEventStore> StartAsync(FakeEventStoreLog? log = null, string? user = null, string? password = null)
    {
        var node = new FakeEventStore(log, user, password);
        await node.StartAsync();
        return node;
    }

    /// <summary>Starts listening; again on the same port after <see cref="StopAsync"/>, with the events it had.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                Port,
                endpoint =>
                {
                    endpoint.Protocols = HttpProtocols.Http2;
                    if (Certificate is { } certificate)
                    {
                        endpoint.UseHttps(certificate);
                    }
                }
            )
        );
        var application = builder.Build();
        application.MapGet(
            "/info",
            () =>
                Results.Json(
                    new
                    {
                        dbVersion = "23.10.6",
                        esVersion = "23.10.6",
                        state = Leader is null ? "leader" : "follower",
                    }
                )
        );
        application.MapGet("/health/live", () => Results.NoContent());
        var streams = new FakeStreams(this);
        Map(application, "streams.Streams/Append", streams.AppendAsync);
        Map(application, "streams.Streams/BatchAppend", new FakeBatchAppends(this).BatchAppendAsync);
        Map(application, "streams.Streams/Delete", exchange => streams.DeleteAsync(exchange, forEver: false));
        Map(application, "streams.Streams/Tombstone", exchange => streams.DeleteAsync(exchange, forEver: true));
        Map(application, "streams.Streams/Read", new FakeReads(this).ReadAsync);
        Map(application, "server_features.ServerFeatures/GetSupportedMethods", SupportedMethodsAsync);
        Map(application, "gossip.Gossip/Read", GossipAsync);
        Map(application, "operations.Operations/StartScavenge", ScavengeAsync);
        await application.StartAsync();
        _application = application;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Port = new Uri(addresses.First()).Port;
    }

    /// <summary>The node goes down and drops its connections.</summary>
    public async Task StopAsync()
    {
        if (_application is { } application)
        {
            _application = null;
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await application.StopAsync(now.Token);
            await application.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    internal void Complain(string what) => _complaints.Enqueue(what);

    private void Map(WebApplication application, string method, Func<GrpcExchange, Task> handle) =>
        application.MapPost($"/event_store.client.{method}", context => HandleAsync(new GrpcExchange(context), method, handle));

    private async Task HandleAsync(GrpcExchange exchange, string method, Func<GrpcExchange, Task> handle)
    {
        try
        {
            if (exchange.WhatIsWrong() is { } wrong)
            {
                Complain($"{method}: {wrong}");
                exchange.Fail(3);
            }
            else if (Authorization is not null && exchange.Header("authorization") is null && NeedsUser(method))
            {
                exchange.Fail(7, ("exception", "access-denied"));
            }
            else if (Authorization is not null && NeedsUser(method) && exchange.Header("authorization") != Authorization)
            {
                exchange.Fail(16);
            }
            else if (Leader is { } leader && exchange.Header("requires-leader") == "true")
            {
                exchange.Fail(
                    5,
                    ("exception", "not-leader"),
                    ("leader-endpoint-host", "127.0.0.1"),
                    ("leader-endpoint-port", leader.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))
                );
            }
            else
            {
                await handle(exchange);
            }
        }
        catch (FakeStreamDeletedException)
        {
            exchange.Fail(9, ("exception", "stream-deleted"));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller has gone.
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            Complain($"{method}: not a message of this method");
            exchange.Fail(3);
        }
        catch (Exception e)
        {
            Complain($"{method}: the fake itself failed: {e}");
            exchange.Drop();
        }
    }

    private async Task SupportedMethodsAsync(GrpcExchange exchange)
    {
        var methods = new SupportedMethods { ServerVersion = "23.10.6" };
        foreach (var method in (string[])["read", "append", "batchappend", "delete", "tombstone"])
        {
            methods.Methods.Add(new SupportedMethods.Types.Method { Service = "event_store.client.streams.streams", Method_ = method });
        }

        await exchange.WriteAsync(methods);
        exchange.Succeed();
    }

    private static bool NeedsUser(string method) =>
        method.StartsWith("streams", StringComparison.Ordinal) || method.StartsWith("operations", StringComparison.Ordinal);

    /// <summary>Of this node's own disk, whoever leads.</summary>
    private async Task ScavengeAsync(GrpcExchange exchange)
    {
        if ((await exchange.ReadAsync(ScavengeRequest.Parser))?.Options is not { Threads: > 0, StartChunk: >= 0 })
        {
            Complain("StartScavenge: no threads");
            exchange.Fail(3);
            return;
        }

        Log.Scavenge();
        await exchange.WriteAsync(new ScavengeResponse { Id = "scavenge-1" });
        exchange.Succeed();
    }

    private async Task GossipAsync(GrpcExchange exchange)
    {
        var cluster = new ClusterInfo();
        foreach (var node in Leader is { } leader ? (FakeEventStore[])[this, leader] : [this])
        {
            cluster.Members.Add(
                new ClusterInfo.Types.Member
                {
                    Alive = true,
                    State = node.Leader is null ? 8 : 6,
                    Endpoint = new ClusterInfo.Types.Endpoint { Host = "127.0.0.1", Port = (uint)node.Port },
                }
            );
        }

        await exchange.WriteAsync(cluster);
        exchange.Succeed();
    }
}
