using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using Raum.Core;

namespace Raum.Organizations.ApiKeys;

/// <summary>The form of an API key: <c>raum_</c> and base64url of 16 bytes id and 32 random bytes. Secret scanners find it by its prefix.</summary>
internal static class ApiKeyToken
{
    private const string Prefix = "raum_";
    private const int IdLength = 16;
    private const int SecretLength = 32;

    public static string Create(ApiKeyId id, out byte[] secretHash)
    {
        Span<byte> bytes = stackalloc byte[IdLength + SecretLength];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[IdLength..]);
        secretHash = SHA256.HashData(bytes[IdLength..]);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a token of any origin; false for anything that is not one.</summary>
    public static bool TryRead(string? token, out ApiKeyId id, out byte[] secretHash)
    {
        id = default;
        secretHash = [];
        Span<byte> bytes = stackalloc byte[IdLength + SecretLength];
        if (
            token is null
            || token.Length != Prefix.Length + Base64Url.GetEncodedLength(bytes.Length)
            || !token.StartsWith(Prefix, StringComparison.Ordinal)
            // The form that answers with a status: the other one throws for a character that is not of the alphabet.
            || Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length), bytes, out _, out var written) != OperationStatus.Done
            || written != bytes.Length
        )
        {
            return false;
        }

        id = new ApiKeyId(new Guid(bytes[..IdLength], bigEndian: true));
        secretHash = SHA256.HashData(bytes[IdLength..]);
        return true;
    }
}
