using System.Security.Cryptography;
using System.Text;

namespace Raum.AuditStore;

/// <summary>Ids of events that several processes may record, or one process twice: made of what they say, so that the log takes them once.</summary>
internal static class NamedId
{
    public static Guid Of(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        // RFC 9562, version 8: a custom hash.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
