using System.Net;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Projections;

/// <summary>Network addresses as keyed hashes (AUD-6).</summary>
public sealed class AddressHasher
{
    private readonly HashKeys _keys;

    internal AddressHasher(HashKeys keys) => _keys = keys;

    /// <summary>The hash under the newest key.</summary>
    /// <exception cref="AuditReadException">The key is not available.</exception>
    public ValueTask<byte[]> HashAsync(OrganizationId organization, PersonalText address, CancellationToken cancellationToken) =>
        _keys.HashAsync(organization, Normal(address), cancellationToken);

    /// <summary>The hashes under every key, for looking up.</summary>
    /// <exception cref="AuditReadException">A key is not available.</exception>
    public ValueTask<IReadOnlyList<byte[]>> AllHashesAsync(
        OrganizationId organization,
        PersonalText address,
        CancellationToken cancellationToken
    ) => _keys.AllHashesAsync(organization, Normal(address), cancellationToken);

    /// <summary>The hash of the network that an address is in, under the newest key: IPv4 /24, IPv6 /48; of what is no address the hash of itself.</summary>
    /// <exception cref="AuditReadException">The key is not available.</exception>
    public ValueTask<byte[]> NetworkHashAsync(OrganizationId organization, PersonalText address, CancellationToken cancellationToken) =>
        _keys.HashAsync(organization, NetworkText(address), cancellationToken);

    /// <summary>The hashes of its network under every key, for looking up.</summary>
    /// <exception cref="AuditReadException">A key is not available.</exception>
    public ValueTask<IReadOnlyList<byte[]>> AllNetworkHashesAsync(
        OrganizationId organization,
        PersonalText address,
        CancellationToken cancellationToken
    ) => _keys.AllHashesAsync(organization, NetworkText(address), cancellationToken);

    private static string NetworkText(PersonalText address) => "network " + Network(Normal(address));

    internal static string Network(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
        {
            return address;
        }

        var bytes = parsed.GetAddressBytes();
        var kept = bytes.Length == 4 ? 3 : 6;
        Array.Clear(bytes, kept, bytes.Length - kept);
        return new IPAddress(bytes).ToString();
    }

    private static string Normal(PersonalText address)
    {
        var text = address.Reveal().Trim();
        return IPAddress.TryParse(text, out var parsed) ? (parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed).ToString() : text;
    }
}
