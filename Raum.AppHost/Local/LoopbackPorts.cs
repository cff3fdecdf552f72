using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Raum.AppHost.Local;

/// <summary>Loopback ports for servers that this process is about to start; no two processes that ask here get the same one.</summary>
public static class LoopbackPorts
{
    // Below the range that Linux takes for outgoing connections (ip_local_port_range, from 32768): none of them is in the way when the server starts.
    private const int First = 20_000;
    private const int End = 32_000;

    // A port that is free now may be given to somebody else before its server listens. Whoever listens to it on this address has it until its process ends.
    // To bind alone is not enough: Linux lets two sockets with SO_REUSEADDR, which .NET sets, do that.
    private static readonly IPAddress Reservations = new([127, 82, 65, 77]);
    private static readonly List<TcpListener> Reserved = [];

    /// <summary>The usual port where it is free, otherwise any free one.</summary>
    public static int FreeOr(int usual) => TryReserve(usual) ? usual : Free();

    /// <summary>Any free port.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (TryReserve(port))
            {
                return port;
            }
        }
    }

    private static bool TryReserve(int port)
    {
        var reservation = new TcpListener(Reservations, port);
        try
        {
            reservation.Start();
            using var look = new TcpListener(IPAddress.Loopback, port);
            look.Start();
        }
        catch (SocketException)
        {
            reservation.Dispose();
            return false;
        }

        lock (Reserved)
        {
            Reserved.Add(reservation);
        }

        return true;
    }
}
