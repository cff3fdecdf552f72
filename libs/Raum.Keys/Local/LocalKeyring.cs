using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Data;

namespace Raum.Keys.Local;

/// <summary>The keyring of one machine: PBKDF2-HMAC-SHA256 turns the master secret into a root key, HKDF-SHA256 (RFC 5869) that into one per organization and purpose.</summary>
/// <remarks>The salt is random, one for the installation, kept in Postgres. The root key is computed once a process (about 0.2 s).</remarks>
internal sealed class LocalKeyring(RaumDatabase database, IOptions<KeysOptions> options) : IKeyWrapper, IDisposable
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    // KEY-2.
    private const int LeastIterations = 600_000;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private byte[]? _root;

    public string Name => "local.v1";

    public async Task<Outcome<Done>> PrepareAsync(CancellationToken cancellationToken)
    {
        var root = await RootAsync(cancellationToken);
        return root.Succeeded ? default(Done) : root.Failure;
    }

    public async Task<Outcome<byte[]>> WrapAsync(KeyContext context, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var root = await RootAsync(cancellationToken);
        if (!root.Succeeded)
        {
            return root.Failure;
        }

        var output = new byte[NonceLength + key.Length + TagLength];
        RandomNumberGenerator.Fill(output.AsSpan(0, NonceLength));
        using var cipher = Cipher(root.Value, context);
        cipher.Encrypt(
            output.AsSpan(0, NonceLength),
            key.Span,
            output.AsSpan(NonceLength, key.Length),
            output.AsSpan(NonceLength + key.Length),
            Info(context)
        );
        return output;
    }

    public async Task<Outcome<byte[]>> UnwrapAsync(KeyContext context, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken)
    {
        if (wrapped.Length != NonceLength + KeyLength + TagLength)
        {
            return new Failure(FailureCode.SealBroken);
        }

        var root = await RootAsync(cancellationToken);
        if (!root.Succeeded)
        {
            return root.Failure;
        }

        var key = GC.AllocateUninitializedArray<byte>(KeyLength, pinned: true);
        try
        {
            using var cipher = Cipher(root.Value, context);
            cipher.Decrypt(
                wrapped.Span[..NonceLength],
                wrapped.Span[NonceLength..^TagLength],
                wrapped.Span[^TagLength..],
                key,
                Info(context)
            );
            return key;
        }
        catch (AuthenticationTagMismatchException)
        {
            // Another master secret, or a blob of another organization or purpose.
            return new Failure(FailureCode.SealBroken);
        }
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_root);
        _gate.Dispose();
    }

    private static AesGcm Cipher(byte[] root, KeyContext context)
    {
        Span<byte> wrapping = stackalloc byte[KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, wrapping, salt: [], Info(context));
        try
        {
            return new AesGcm(wrapping, TagLength);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wrapping);
        }
    }

    private static byte[] Info(KeyContext context) => Encoding.UTF8.GetBytes($"raum|wrap|{context.Organization}|{context.Purpose}|v1");

    private async Task<Outcome<byte[]>> RootAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _root) is { } ready)
        {
            return ready;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_root is null)
            {
                var (salt, iterations) = await SaltAsync(cancellationToken);
                if (salt.Length < 16 || iterations < LeastIterations)
                {
                    return new Failure(FailureCode.KeyUnavailable); // somebody weakened it
                }

                var root = GC.AllocateUninitializedArray<byte>(KeyLength, pinned: true);
                Rfc2898DeriveBytes.Pbkdf2(options.Value.Local!.MasterSecret, salt, root, iterations, HashAlgorithmName.SHA256);
                Volatile.Write(ref _root, root);
            }

            return _root!;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<(byte[] Salt, int Iterations)> SaltAsync(CancellationToken cancellationToken)
    {
        await using (
            var insert = database.CreateLookup("insert into keys.local_keyring (salt, iterations) values ($1, $2) on conflict do nothing")
        )
        {
            insert.Parameters.Add(new() { Value = RandomNumberGenerator.GetBytes(32) });
            insert.Parameters.Add(new() { Value = options.Value.Local!.Iterations });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var select = database.CreateLookup("select salt, iterations from keys.local_keyring");
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetFieldValue<byte[]>(0), reader.GetInt32(1));
    }
}
