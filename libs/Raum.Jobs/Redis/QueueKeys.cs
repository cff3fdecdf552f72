using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Raum.Core;

namespace Raum.Jobs.Redis;

/// <summary>Names of keys: <c>raum:{p&lt;n&gt;}:…</c>. What one script touches carries one hash tag, so that it can move to a cluster.</summary>
internal sealed class QueueKeys(int partitions)
{
    public int Partitions => partitions;

    /// <summary>Stable for ever: the first four bytes of the id's SHA-256 would do as well, but a UUIDv7's tail is random already.</summary>
    public int PartitionOf(OrganizationId organization)
    {
        Span<byte> bytes = stackalloc byte[16];
        organization.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return (int)(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) % (uint)partitions);
    }

    public static string Prefix(int partition) => string.Create(CultureInfo.InvariantCulture, $"raum:{{p{partition}}}:");

    /// <summary>Where the arrival of work in a partition is published.</summary>
    public static string WakeUp(int partition) => Prefix(partition) + "wake";

    public string Stream(OrganizationId organization, JobLane lane) => $"{Of(organization)}jobs:{Id(organization)}:{Lane(lane)}";

    public static string Ready(int partition, JobLane lane) => $"{Prefix(partition)}ready:{Lane(lane)}";

    public static string ReadySet(int partition, JobLane lane) => $"{Prefix(partition)}ready-set:{Lane(lane)}";

    /// <summary>Organizations whose turn came while they had too much in flight.</summary>
    public static string Parked(int partition, JobLane lane) => $"{Prefix(partition)}parked:{Lane(lane)}";

    /// <summary>When each lease ends. An index only: the lease itself is the entry in the stream's pending list.</summary>
    public static string Leases(int partition) => Prefix(partition) + "leases";

    public static string InFlight(int partition) => Prefix(partition) + "in-flight";

    public static string Delayed(int partition) => Prefix(partition) + "delayed";

    public static string Turn(int partition) => Prefix(partition) + "turn";

    /// <summary>The entry of a delayed job.</summary>
    public string Later(OrganizationId organization, JobId job) => $"{Of(organization)}later:{Id(organization)}:{Id(job)}";

    // Organizations share partitions, so the organization is in the name: with another's id there is nothing to find.
    public string Status(OrganizationId organization, JobId job) => $"{Of(organization)}job:{Id(organization)}:{Id(job)}";

    public string Results(OrganizationId organization, JobId job) => $"{Of(organization)}result:{Id(organization)}:{Id(job)}";

    public string Simulation(OrganizationId organization, JobId job) => $"{Of(organization)}simulation:{Id(organization)}:{Id(job)}";

    public string DeadLetters(OrganizationId organization) => $"{Of(organization)}dead:{Id(organization)}";

    public string Tally(OrganizationId organization, string name) => $"{Of(organization)}used:{Id(organization)}:{name}";

    /// <summary>Callers choose deduplication keys, and an order number or an e-mail address makes a fine one: only its hash is written.</summary>
    public string Mark(OrganizationId organization, string deduplicationKey) =>
        $"{Of(organization)}mark:{Id(organization)}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(deduplicationKey)))}";

    public static string Id(OrganizationId organization) => organization.Value.ToString("N");

    public static string Id(JobId job) => job.Value.ToString("N");

    public static string Lane(JobLane lane) => lane == JobLane.Interactive ? "i" : "b";

    private string Of(OrganizationId organization) => Prefix(PartitionOf(organization));
}
