using System.Net;
using System.Net.Sockets;

namespace Raum.Http.Protection;

/// <summary>Addresses and networks as configuration writes them.</summary>
internal static class Networks
{
    /// <summary>Reads <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>, or a single address as a network of one.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
        {
            return true;
        }

        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            return true;
        }

        return false;
    }

    /// <summary>The address without IPv4-in-IPv6 dress, so that one network matches both forms.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>What counts as one source: an IPv4 address, or the /64 of an IPv6 address, of which one customer has plenty.</summary>
    public static IPAddress Source(IPAddress address)
    {
        var plain = Plain(address);
        if (plain.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return plain;
        }

        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
