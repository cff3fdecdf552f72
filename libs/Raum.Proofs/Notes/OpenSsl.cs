using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Raum.Proofs.Notes;

/// <summary>The few functions of libcrypto that Ed25519 takes (OpenSSL 1.1.1 and later).</summary>
internal static partial class OpenSsl
{
    private const string Library = "libcrypto";

    /// <summary><c>EVP_PKEY_ED25519</c>.</summary>
    private const int KeyType = 1087;

    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib", "libcrypto-3-x64.dll"];

    static OpenSsl() => NativeLibrary.SetDllImportResolver(typeof(OpenSsl).Assembly, Load);

    public static KeyHandle PrivateKey(ReadOnlySpan<byte> seed)
    {
        var key = NewPrivateKey(KeyType, 0, seed, (nuint)seed.Length);
        return key.IsInvalid ? throw Failed() : key;
    }

    /// <returns>An invalid handle when the bytes are no key.</returns>
    public static KeyHandle PublicKey(ReadOnlySpan<byte> bytes)
    {
        var key = NewPublicKey(KeyType, 0, bytes, (nuint)bytes.Length);
        if (key.IsInvalid)
        {
            ClearErrors();
        }

        return key;
    }

    public static byte[] PublicKeyOf(KeyHandle key)
    {
        var bytes = new byte[Ed25519.PublicKeyLength];
        var length = (nuint)bytes.Length;
        return GetPublicKey(key, bytes, ref length) == 1 && length == (nuint)bytes.Length ? bytes : throw Failed();
    }

    public static byte[] Sign(KeyHandle key, ReadOnlySpan<byte> message)
    {
        using var context = NewContext();
        var signature = new byte[Ed25519.SignatureLength];
        var length = (nuint)signature.Length;
        var good =
            !context.IsInvalid
            && SignInit(context, 0, 0, 0, key) == 1
            && Sign(context, signature, ref length, message, (nuint)message.Length) == 1
            && length == (nuint)signature.Length;
        return good ? signature : throw Failed();
    }

    public static bool Verify(KeyHandle key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var context = NewContext();
        if (context.IsInvalid || VerifyInit(context, 0, 0, 0, key) != 1)
        {
            throw Failed();
        }

        var good = Verify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        if (!good)
        {
            // What stays in the thread's error queue would be reported by whoever looks next.
            ClearErrors();
        }

        return good;
    }

    private static CryptographicException Failed()
    {
        ClearErrors();
        return new CryptographicException("OpenSSL refused an Ed25519 operation.");
    }

    private static nint Load(string name, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var candidate in name == Library ? Names : [])
        {
            if (NativeLibrary.TryLoad(candidate, out var library))
            {
                return library;
            }
        }

        return 0;
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    private static partial KeyHandle NewPrivateKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    private static partial KeyHandle NewPublicKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    private static partial int GetPublicKey(KeyHandle key, Span<byte> bytes, ref nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    private static partial ContextHandle NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    private static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSignInit")]
    private static partial int SignInit(ContextHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSign")]
    private static partial int Sign(
        ContextHandle context,
        Span<byte> signature,
        ref nuint signatureLength,
        ReadOnlySpan<byte> message,
        nuint length
    );

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    private static partial int VerifyInit(ContextHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerify")]
    private static partial int Verify(
        ContextHandle context,
        ReadOnlySpan<byte> signature,
        nuint signatureLength,
        ReadOnlySpan<byte> message,
        nuint length
    );

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    private static partial void ClearErrors();

    internal sealed class KeyHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            FreeKey(handle);
            return true;
        }
    }

    internal sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            FreeContext(handle);
            return true;
        }
    }
}
