using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Raum.Testing.Servers;

/// <summary>Stands on a free loopback port before a server, and breaks connections as a bad network does.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Guid, TcpClient> _clients = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Random? _random;
    private double _rate;
    private volatile bool _down;
    private volatile bool _frozen;

    public CuttingProxy(int targetPort, string targetHost = "127.0.0.1")
    {
        _host = targetHost;
        _target = targetPort;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were cut at random.</summary>
    public int Cuts { get; private set; }

    /// <summary>From now on a share of the requests loses its connection: half of them before they reach the server, half before the answer comes back.</summary>
    public void CutAtRandom(double rate, int seed)
    {
        lock (_gate)
        {
            (_rate, _random) = (rate, new Random(seed));
        }
    }

    /// <summary>Breaks all connections and takes no new ones.</summary>
    public void GoDown()
    {
        _down = true;
        CutAll();
    }

    /// <summary>Connections stay open, and nothing passes any more.</summary>
    public void Freeze() => _frozen = true;

    /// <summary>Passes everything again. What was frozen is lost.</summary>
    public void Recover()
    {
        (_down, _frozen) = (false, false);
        CutAll();
        CutAtRandom(0, 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        CutAll();
        _stop.Dispose();
    }

    private void CutAll()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        _clients[id] = client;
        try
        {
            if (_down)
            {
                return;
            }

            await server.ConnectAsync(_host, _target, _stop.Token);
            var (near, far) = (client.GetStream(), server.GetStream());
            var swallow = false;
            var there = CopyAsync(near, far, () => Decide(ref swallow));
            var back = CopyAsync(far, near, () => swallow ? Passage.Cut : Passage.Pass);
            await Task.WhenAny(there, back);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut.
        }
        finally
        {
            _clients.TryRemove(id, out _);
            client.Dispose();
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Func<Passage> decide)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, _stop.Token)) > 0)
        {
            if (_frozen)
            {
                continue;
            }

            if (decide() == Passage.Cut)
            {
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }

    private Passage Decide(ref bool swallow)
    {
        lock (_gate)
        {
            if (_random is null || _random.NextDouble() >= _rate)
            {
                return Passage.Pass;
            }

            Cuts++;
            swallow = _random.Next(2) == 0;
            return swallow ? Passage.Pass : Passage.Cut;
        }
    }

    private enum Passage
    {
        Pass,
        Cut,
    }
}
