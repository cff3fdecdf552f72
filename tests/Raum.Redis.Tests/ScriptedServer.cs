using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Raum.Redis.Tests;

/// <summary>Answers each command with what a test says, byte by byte, to play servers that a real Redis cannot be made to be.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, string, string?> _answer;
    private readonly Task _accepting;
    private int _connections;

    /// <param name="answer">Number of the connection from 1, name of the command; null closes the connection.</param>
    public ScriptedServer(Func<int, string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Connections => Volatile.Read(ref _connections);

    public RedisConnectionString Address => new() { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                serving.Add(ServeAsync(client, Interlocked.Increment(ref _connections)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using var owned = client;
        try
        {
            var stream = client.GetStream();

            // A command has the shape of a reply, so the reader under test reads it.
            var reader = new RespReader(stream);
            while (_answer(number, (await reader.ReadAsync(_stop.Token)).Items[0].Text) is { } answer)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client left, or the test is over.
        }
    }
}
