using System.Security.Cryptography;
using System.Text;

namespace Raum.AuditStore.Projections;

/// <summary>The opened hash keys of one organization, by version, in pinned memory.</summary>
internal sealed class HashKeyRing : IDisposable
{
    public const int KeyLength = 32;

    private readonly List<(byte Version, byte[] Bytes)> _keys = [];
    private readonly Lock _gate = new();
    private bool _disposed;

    public bool IsEmpty => _keys.Count == 0;

    /// <summary>In the order of their versions, before anybody else has the ring. The bytes are copied.</summary>
    public void Add(int version, ReadOnlySpan<byte> bytes)
    {
        var pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned);
        _keys.Add(((byte)version, pinned));
    }

    /// <exception cref="ObjectDisposedException">The keys were dropped: ask for them again.</exception>
    public byte[] Newest(string text)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return Hash(_keys[^1], text);
        }
    }

    /// <summary>Under every key there is.</summary>
    /// <exception cref="ObjectDisposedException">The keys were dropped: ask for them again.</exception>
    public IReadOnlyList<byte[]> All(string text)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return [.. _keys.Select(key => Hash(key, text))];
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _keys.ForEach(key => CryptographicOperations.ZeroMemory(key.Bytes));
        }
    }

    private static byte[] Hash((byte Version, byte[] Bytes) key, string text) =>
        [key.Version, .. HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes(text))];
}
