using System.Net;
using System.Net.Sockets;

namespace Raum.Core.Http;

/// <summary>Tells public addresses from those that lead into somebody's own network.</summary>
/// <remarks>
/// Sources: IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and its updates). Everything that is not globally reachable
/// counts as private, documentation, benchmark and multicast ranges included. IPv6 is public inside 2000::/3 only, so that a range nobody
/// has thought of is refused.
/// </remarks>
public static class PublicAddress
{
    private static readonly IPNetwork[] _specialV4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),
    ];

    private static readonly IPNetwork _globalV6 = IPNetwork.Parse("2000::/3");

    // Teredo, ORCHID and benchmarking, documentation, 6to4.
    private static readonly IPNetwork[] _specialV6 =
    [
        IPNetwork.Parse("2001::/23"),
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("3fff::/20"),
    ];

    private static readonly IPNetwork _nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>True when the address is globally reachable. Addresses that carry an IPv4 address (mapped, NAT64) count as that one.</summary>
    public static bool Is(IPAddress address)
    {
        var effective = Effective(address);
        return effective.AddressFamily switch
        {
            AddressFamily.InterNetwork => !_specialV4.Any(network => network.Contains(effective)),
            AddressFamily.InterNetworkV6 => _globalV6.Contains(effective) && !_specialV6.Any(network => network.Contains(effective)),
            _ => false,
        };
    }

    /// <summary>The address that a connection would reach: the IPv4 address inside a mapped or NAT64 one, otherwise the address itself.</summary>
    internal static IPAddress Effective(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && _nat64.Contains(address)
            ? new IPAddress(address.GetAddressBytes().AsSpan(12))
            : address;
    }
}
