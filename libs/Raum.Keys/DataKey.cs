using System.Security.Cryptography;

namespace Raum.Keys;

/// <summary>An unwrapped data key, in pinned memory that is zeroed when it leaves the cache.</summary>
internal sealed class DataKey
{
    public const int Length = 32;
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
    private readonly Lock _lock = new();
    private long _nonces;
    private bool _destroyed;

    /// <param name="bytes">256 bits; copied, so that the caller can zero its own.</param>
    /// <param name="nonces">How many seals this process may make with it.</param>
    public DataKey(Guid id, string purpose, long period, ReadOnlySpan<byte> bytes, long nonces, DateTimeOffset loadedAt)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("A data key has 256 bits.", nameof(bytes));
        }

        bytes.CopyTo(_bytes);
        Id = id;
        Purpose = purpose;
        Period = period;
        LoadedAt = loadedAt;
        _nonces = nonces;
    }

    public Guid Id { get; }

    public string Purpose { get; }

    public long Period { get; }

    public DateTimeOffset LoadedAt { get; }

    /// <summary>Takes one of the seals that are left; false when there is none.</summary>
    public bool TryTakeNonce() => Interlocked.Decrement(ref _nonces) >= 0;

    /// <summary>A cipher of the caller's own.</summary>
    /// <exception cref="ObjectDisposedException">The key left the cache: take it again.</exception>
    public AesGcm CreateCipher()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_destroyed, this);
            return new AesGcm(_bytes, AesGcm.TagByteSizes.MaxSize);
        }
    }

    public void Destroy()
    {
        lock (_lock)
        {
            _destroyed = true;
            CryptographicOperations.ZeroMemory(_bytes);
        }
    }
}
