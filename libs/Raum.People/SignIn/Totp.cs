using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Raum.People.SignIn;

/// <summary>Time-based one-time codes (RFC 6238): HMAC-SHA1, 30 seconds, 6 digits, as every authenticator app makes them.</summary>
internal static class Totp
{
    private const int StepSeconds = 30;
    private const int Modulus = 1_000_000;

    /// <summary>Steps before and after the present one whose codes are taken: clocks differ, and people type (RFC 6238, 5.2).</summary>
    private const int Window = 1;

    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step (RFC 4226, 5.3).</summary>
#pragma warning disable CA5350 // RFC 6238 with SHA-1 is what authenticators speak; HMAC-SHA1 is not broken
    public static string CodeOf(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> message = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(message, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, message, mac);
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0x0F)..]) & int.MaxValue;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }
#pragma warning restore CA5350

    /// <summary>The step whose code this is, newer than the last one used; null for every other text.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        var typed = System.Text.Encoding.UTF8.GetBytes(code);
        long? found = null;

        // Every step is compared, so that time tells nothing about which one matched.
        for (var step = StepOf(now) - Window; step <= StepOf(now) + Window; step++)
        {
            var same = CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(CodeOf(secret, step)), typed);
            if (same && step > lastStep)
            {
                found = step;
            }
        }

        return found;
    }
}
