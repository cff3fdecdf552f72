using System.Net;
using System.Net.Sockets;

namespace Raum.AppHost.Local;

/// <summary>Loopback ports: the usual one where it is free, otherwise any free one.</summary>
internal static class Ports
{
    public static int FreeOr(int usual)
    {
        return IsFree(usual) ? usual : AnyFree();
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.ExclusiveAddressUse = true;
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
