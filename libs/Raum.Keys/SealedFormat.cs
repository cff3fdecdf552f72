using System.Security.Cryptography;
using System.Text;
using Raum.Core;

namespace Raum.Keys;

/// <summary>The bytes of everything Raum seals: <c>version 1 | key id 16 | nonce 12 | ciphertext | tag 16</c>, AES-256-GCM (NIST SP 800-38D).</summary>
/// <remarks>
/// The associated data binds organization, place and version, so that a ciphertext cannot be moved to another row, column or tenant.
/// <see cref="AesGcm"/> is not safe to share between threads (it returned wrong ciphertext silently): each call makes its own.
/// </remarks>
internal static class SealedFormat
{
    public const byte Version = 1;
    private const int KeyIdLength = 16;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + KeyIdLength + NonceLength;

    /// <summary>Bytes that sealing adds.</summary>
    public const int Overhead = HeaderLength + TagLength;

    public static byte[] Seal(DataKey key, ReadOnlySpan<byte> plaintext, string associated)
    {
        var output = new byte[Overhead + plaintext.Length];
        output[0] = Version;
        key.Id.TryWriteBytes(output.AsSpan(1, KeyIdLength), bigEndian: true, out _);
        var nonce = output.AsSpan(1 + KeyIdLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = key.CreateCipher();
        aes.Encrypt(
            nonce,
            plaintext,
            output.AsSpan(HeaderLength, plaintext.Length),
            output.AsSpan(HeaderLength + plaintext.Length),
            Encoding.UTF8.GetBytes(associated)
        );
        return output;
    }

    /// <summary>The id of the key that sealed it; null when the bytes are not of this format.</summary>
    public static Guid? KeyIdOf(ReadOnlySpan<byte> sealedBytes) =>
        sealedBytes.Length >= Overhead && sealedBytes[0] == Version ? new Guid(sealedBytes.Slice(1, KeyIdLength), bigEndian: true) : null;

    public static Outcome<byte[]> Open(DataKey key, ReadOnlySpan<byte> sealedBytes, string associated)
    {
        var plaintext = new byte[sealedBytes.Length - Overhead];
        try
        {
            using var aes = key.CreateCipher();
            aes.Decrypt(
                sealedBytes.Slice(1 + KeyIdLength, NonceLength),
                sealedBytes[HeaderLength..^TagLength],
                sealedBytes[^TagLength..],
                plaintext,
                Encoding.UTF8.GetBytes(associated)
            );
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return new Failure(FailureCode.SealBroken);
        }
    }
}
