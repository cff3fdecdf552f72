using System.Globalization;
using Raum.Core;

namespace Raum.Jobs.Redis;

/// <summary>What identifies a lease: the entry, and how often it had been handed out when this lease began.</summary>
internal sealed record LeaseReceipt(OrganizationId Organization, JobLane Lane, string Entry, int Deliveries)
{
    /// <summary>Its name in the index of leases.</summary>
    public string Member => $"{QueueKeys.Id(Organization)}:{QueueKeys.Lane(Lane)}:{Entry}";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Member}:{Deliveries}");

    /// <exception cref="FormatException">The text is not one of <see cref="ToString"/>.</exception>
    public static LeaseReceipt Parse(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 4
            ? new LeaseReceipt(
                new OrganizationId(Guid.ParseExact(parts[0], "N")),
                parts[1] == "i" ? JobLane.Interactive : JobLane.Background,
                parts[2],
                int.Parse(parts[3], CultureInfo.InvariantCulture)
            )
            : throw new FormatException("Not a lease of this queue.");
    }
}
