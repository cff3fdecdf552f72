using System.Security.Cryptography;
using System.Text;

namespace Raum.Organizations;

/// <summary>Ids of events that are about one thing once, so that a call repeated after a failure records them once.</summary>
internal static class EventIds
{
    /// <summary>A UUID of version 8 (RFC 9562, 5.8) from SHA-256 over the event's name and its subject.</summary>
    public static Guid Of(string name, Guid subject)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"raum|{name}|{subject:D}")).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
