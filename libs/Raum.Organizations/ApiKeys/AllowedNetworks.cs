using System.Net;

namespace Raum.Organizations.ApiKeys;

/// <summary>Where an API key may come from: networks in CIDR form (RFC 4632, RFC 4291), or single addresses. An empty list allows every place.</summary>
internal static class AllowedNetworks
{
    private const int Most = 50;

    /// <summary>The list in its canonical form; null when an entry is no network, or there are more than 50.</summary>
    public static string[]? Read(IReadOnlyList<string> networks)
    {
        if (networks.Count > Most)
        {
            return null;
        }

        var read = new List<string>();
        foreach (var text in networks)
        {
            if (Parse(text) is not { } network)
            {
                return null;
            }

            read.Add(network.ToString());
        }

        return [.. read.Distinct()];
    }

    /// <summary>True when the list is empty or one of its networks holds the address. An unknown address is in none.</summary>
    public static bool Allow(IReadOnlyList<string> networks, IPAddress? source)
    {
        if (networks.Count == 0)
        {
            return true;
        }

        var plain = source is { IsIPv4MappedToIPv6: true } ? source.MapToIPv4() : source;
        return plain is not null && networks.Any(network => Parse(network) is { } parsed && parsed.Contains(plain));
    }

    private static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address)
            ? new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128)
        : null;
}
