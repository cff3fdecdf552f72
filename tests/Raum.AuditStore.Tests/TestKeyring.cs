using System.Security.Cryptography;
using System.Text;
using Raum.Core;
using Raum.Keys;

namespace Raum.AuditStore.Tests;

/// <summary>A keyring without the cost of a real one: PBKDF2 for every process of every test is most of the suite's time, and Raum.Keys.Tests test it.</summary>
/// <remarks>It binds organization and purpose as the real ones do, and processes that share it read each other's keys.</remarks>
internal sealed class TestKeyring : IKeyWrapper
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _root = RandomNumberGenerator.GetBytes(32);

    public string Name => "test";

    public Task<Outcome<Done>> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<Outcome<Done>>(default(Done));

    public Task<Outcome<byte[]>> WrapAsync(KeyContext context, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var wrapped = new byte[NonceLength + key.Length + TagLength];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(_root, TagLength);
        cipher.Encrypt(
            wrapped.AsSpan(0, NonceLength),
            key.Span,
            wrapped.AsSpan(NonceLength, key.Length),
            wrapped.AsSpan(NonceLength + key.Length),
            Bound(context)
        );
        return Task.FromResult<Outcome<byte[]>>(wrapped);
    }

    public Task<Outcome<byte[]>> UnwrapAsync(KeyContext context, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken)
    {
        var bytes = wrapped.Span;
        var key = new byte[bytes.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(_root, TagLength);
        try
        {
            cipher.Decrypt(bytes[..NonceLength], bytes[NonceLength..^TagLength], bytes[^TagLength..], key, Bound(context));
            return Task.FromResult<Outcome<byte[]>>(key);
        }
        catch (AuthenticationTagMismatchException)
        {
            return Task.FromResult<Outcome<byte[]>>(new Failure(FailureCode.SealBroken));
        }
    }

    private static byte[] Bound(KeyContext context) => Encoding.UTF8.GetBytes($"{context.Organization}|{context.Purpose}");
}
