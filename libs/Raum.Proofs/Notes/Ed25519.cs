using System.Security.Cryptography;

namespace Raum.Proofs.Notes;

/// <summary>Ed25519 (RFC 8032), by the OpenSSL that .NET itself uses on Linux: .NET has no class of its own for it.</summary>
public static class Ed25519
{
    /// <summary>Bytes of a private key's seed.</summary>
    public const int SeedLength = 32;

    public const int PublicKeyLength = 32;

    public const int SignatureLength = 64;

    /// <summary>A new seed from the system's random source. The caller zeroes it.</summary>
    public static byte[] NewSeed()
    {
        var seed = GC.AllocateUninitializedArray<byte>(SeedLength, pinned: true);
        RandomNumberGenerator.Fill(seed);
        return seed;
    }

    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        using var key = OpenSsl.PrivateKey(Exactly(seed, SeedLength, nameof(seed)));
        return OpenSsl.PublicKeyOf(key);
    }

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var key = OpenSsl.PrivateKey(Exactly(seed, SeedLength, nameof(seed)));
        return OpenSsl.Sign(key, message);
    }

    /// <summary>True when the signature is the key's; false for anything else, whatever its length.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeyLength || signature.Length != SignatureLength)
        {
            return false;
        }

        using var key = OpenSsl.PublicKey(publicKey);
        return !key.IsInvalid && OpenSsl.Verify(key, message, signature);
    }

    private static ReadOnlySpan<byte> Exactly(ReadOnlySpan<byte> bytes, int length, string name) =>
        bytes.Length == length ? bytes : throw new ArgumentException($"It has {length} bytes.", name);
}
