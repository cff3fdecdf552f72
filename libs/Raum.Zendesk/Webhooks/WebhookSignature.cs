using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Raum.Zendesk;

/// <summary>Zendesk's webhook signature: <c>base64(HMAC-SHA256(secret, timestamp || raw body))</c>, without a separator.</summary>
/// <remarks>
/// Source: Zendesk, "Verifying the authenticity of webhook requests". The secret is used as the text it is; it looks like base64 and is never decoded.
/// The timestamp is text of RFC 3339, not seconds. Zendesk names no replay window: <see cref="Window"/> is Raum's.
/// </remarks>
public static class WebhookSignature
{
    /// <summary>The secret of "Test webhook" before a webhook is saved. Everyone knows it: accepted in development only.</summary>
    public const string PublicTestSecret = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==";

    // A timestamp has 20 to 30 characters; a longer header is refused before anything is computed from it.
    private const int MaxTimestampLength = 40;

    private static readonly string[] TimestampFormats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>How far a timestamp may lie from now, either way: 300 seconds, the ends included.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromSeconds(300);

    /// <summary>The signature that Zendesk would send, in base64.</summary>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(secret, timestamp, body, mac);
        return Convert.ToBase64String(mac);
    }

    /// <summary>True when the signature is of this timestamp and this body under one of the secrets. Says nothing about age.</summary>
    /// <param name="secrets">The current secret, and the next one while rotating. Every one is tried, so that time does not tell which matched.</param>
    /// <param name="signature">The header as it came. Missing, not base64, or not 32 bytes is a mismatch, never an exception.</param>
    public static bool Matches(IReadOnlyList<string> secrets, string? timestamp, ReadOnlySpan<byte> body, string? signature)
    {
        if (timestamp is null or { Length: 0 or > MaxTimestampLength } || !TryDecode(signature, out var sent))
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var matches = false;
        foreach (var secret in secrets)
        {
            // An empty secret would make anybody's signature good.
            if (secret.Length > 0)
            {
                Compute(secret, timestamp, body, mac);
                matches |= CryptographicOperations.FixedTimeEquals(mac, sent);
            }
        }

        return matches;
    }

    /// <summary>True for base64 of 32 bytes: worth a look at the secret.</summary>
    public static bool IsWellFormed(string? signature) => TryDecode(signature, out _);

    /// <summary>True when the timestamp is one of RFC 3339 and lies within <see cref="Window"/> of <paramref name="now"/>.</summary>
    public static bool IsFresh(string? timestamp, DateTimeOffset now) =>
        DateTimeOffset.TryParseExact(
            timestamp,
            TimestampFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var sent
        )
        && (now - sent).Duration() <= Window;

    private static bool TryDecode(string? signature, out byte[] decoded)
    {
        decoded = new byte[HMACSHA256.HashSizeInBytes];
        return signature is { Length: 44 }
            && Base64.IsValid(signature)
            && Convert.TryFromBase64String(signature, decoded, out var length)
            && length == decoded.Length;
    }

    private static void Compute(string secret, string timestamp, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp));
        hash.AppendData(body);
        hash.GetHashAndReset(mac);
    }
}
