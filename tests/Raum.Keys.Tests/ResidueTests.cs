using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Raum.Testing.Servers;

namespace Raum.Keys.Tests;

/// <summary>KEY-5: once a data key left the cache, its bytes are nowhere in the memory of the process. Looked for in all of it, not in what the code knows of.</summary>
public sealed class ResidueTests(PostgresServer postgres) : KeysFixture(postgres)
{
    [Fact]
    public async Task A_data_key_that_left_the_cache_is_nowhere_in_memory()
    {
        var process = NewProcess();
        var needle = await UseKeyAsync(process);

        // What this looks with would find it: it is there while it is cached.
        var cached = MemorySearch.Count(needle);
        Clock.Advance(TimeSpan.FromMinutes(6));
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var left = MemorySearch.Count(needle);

        cached.ShouldBeGreaterThanOrEqualTo(1);
        left.ShouldBe(0);
    }

    /// <summary>Seals and opens as jobs do, in this process and by loading the key again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<MaskedBytes> UseKeyAsync(ServiceProvider process)
    {
        var sealer = process.GetRequiredService<FieldSealer>();
        var cache = process.GetRequiredService<DataKeyCache>();
        var address = new FieldAddress("draft", "text", "1");
        var sealedBytes = (await sealer.SealAsync(Acme, address, "a text"u8.ToArray(), Token)).Value;
        cache.Forget(Acme);
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await sealer.OpenAsync(Acme, address, sealedBytes, Token)))
        );
        await sealer.SealAsync(Acme, address, "another"u8.ToArray(), Token);
        return MaskedBytes.Of(Bytes(cache.FindCurrent(Acme, KeyPurpose.Field)!));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_bytes")]
    private static extern ref byte[] Bytes(DataKey key);
}

/// <summary>Bytes to look for, kept so that they are not themselves what is looked for.</summary>
internal sealed record MaskedBytes(byte[] Masked, byte[] Mask)
{
    public static MaskedBytes Of(ReadOnlySpan<byte> bytes)
    {
        var mask = RandomNumberGenerator.GetBytes(bytes.Length);
        var masked = new byte[bytes.Length];
        for (var i = 0; i < masked.Length; i++)
        {
            masked[i] = (byte)(bytes[i] ^ mask[i]);
        }

        return new MaskedBytes(masked, mask);
    }

    public int Length => Mask.Length;

    /// <summary>The first four bytes: too few to be the secret, enough to look fast.</summary>
    public byte[] Start => [.. Enumerable.Range(0, 4).Select(i => (byte)(Masked[i] ^ Mask[i]))];

    public bool Equal(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < Mask.Length; i++)
        {
            if ((bytes[i] ^ Mask[i]) != Masked[i])
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Looks through everything that this process could write to, as a debugger would.</summary>
internal static class MemorySearch
{
    private const int Chunk = 1 << 20;

    public static unsafe int Count(MaskedBytes needle)
    {
        // Reading copies: this buffer is looked past.
        var buffer = GC.AllocateArray<byte>(Chunk + needle.Length, pinned: true);
        var own = (long)Unsafe.AsPointer(ref buffer[0]);
        var start = needle.Start;
        var count = 0;
        using var memory = File.OpenHandle("/proc/self/mem");
        foreach (var (from, to) in Regions())
        {
            for (var at = from; at < to; at += Chunk)
            {
                var length = (int)Math.Min(buffer.Length, to - at);
                int read;
                try
                {
                    read = RandomAccess.Read(memory, buffer.AsSpan(0, length), at);
                }
                catch (IOException)
                {
                    continue; // gone since the list was made, or a guard page
                }

                var span = buffer.AsSpan(0, read);
                for (var i = 0; i <= read - needle.Length; i++)
                {
                    var next = span[i..].IndexOf(start);
                    if (next < 0 || (i += next) > read - needle.Length)
                    {
                        break;
                    }

                    var address = at + i;
                    var isOwn = address >= own && address < own + buffer.Length;
                    if (i < Chunk && !isOwn && needle.Equal(span.Slice(i, needle.Length)))
                    {
                        count++;
                    }
                }
            }
        }

        CryptographicOperations.ZeroMemory(buffer);
        return count;
    }

    private static List<(long From, long To)> Regions() =>
        [
            .. File.ReadAllLines("/proc/self/maps")
                .Select(line => line.Split(' '))
                .Where(parts => parts[1].StartsWith("rw", StringComparison.Ordinal))
                .Select(parts => parts[0].Split('-'))
                .Select(ends => (long.Parse(ends[0], NumberStyles.HexNumber, null), long.Parse(ends[1], NumberStyles.HexNumber, null))),
        ];
}
