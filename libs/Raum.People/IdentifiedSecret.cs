using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Raum.People;

/// <summary>A secret that says whose it is: base64url of 16 bytes id and 32 random bytes. Stored is the id and one SHA-256: 256 random bits leave nothing to guess.</summary>
internal static class IdentifiedSecret
{
    private const int IdLength = 16;
    private const int SecretLength = 32;

    // Compared against when there is no such id, so that it takes the same way as a wrong secret.
    public static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    public static string Create(Guid id, out byte[] hash)
    {
        Span<byte> bytes = stackalloc byte[IdLength + SecretLength];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[IdLength..]);
        hash = SHA256.HashData(bytes[IdLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a text of any origin; false for anything that is not one.</summary>
    public static bool TryRead(string? text, out Guid id, out byte[] hash)
    {
        id = default;
        hash = [];
        Span<byte> bytes = stackalloc byte[IdLength + SecretLength];
        if (
            text is null
            || text.Length != Base64Url.GetEncodedLength(bytes.Length)
            || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done
            || written != bytes.Length
        )
        {
            return false;
        }

        id = new Guid(bytes[..IdLength], bigEndian: true);
        hash = SHA256.HashData(bytes[IdLength..]);
        return true;
    }
}
