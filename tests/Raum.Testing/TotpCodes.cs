using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Raum.Testing;

/// <summary>An authenticator app (RFC 6238, SHA-1, 30 seconds, 6 digits).</summary>
public static class TotpCodes
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <param name="secret">In base32, as the app scans it.</param>
    public static string Now(string secret, DateTimeOffset now)
    {
        var bits = string.Concat(
            secret.TrimEnd('=').Select(letter => Convert.ToString(Alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0'))
        );
        var key = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, now.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // the standard says SHA-1
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var code = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & 0x7fffffff;
        return (code % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
