using System.Globalization;
using System.Security.Cryptography;
using Raum.Core;
using Raum.Data;
using Raum.Keys;

namespace Raum.AuditStore.Sealing;

/// <summary>The keys that wrap body keys: one for each organization, retention class and month, made on first use, in memory for a minute (KEY-5).</summary>
internal sealed class MonthKeys(PlacedDatabase database, FieldSealer sealer, TimeProvider clock) : IDisposable
{
    /// <summary>Takes part in the rotation of field keys.</summary>
    public static SealedColumn SealedColumn { get; } =
        new("audit.month_key", "key_sealed", "audit.month_key")
        {
            Key = "name",
            KeyType = "text",
            Row = "name",
        };

    private const int KeyLength = 32;

    private readonly OpenedKeys<MonthKeyId, MonthKey> _keys = new(clock);

    /// <summary>The key for sealing; made when there is none.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> when it cannot be had.</returns>
    public async ValueTask<Outcome<MonthKey>> ForSealingAsync(MonthKeyId id, CancellationToken cancellationToken)
    {
        var found = await ForOpeningAsync(id, cancellationToken);
        if (found.Succeeded || found.Failure.Code != FailureCode.Gone)
        {
            return found;
        }

        var created = await CreateAsync(id, cancellationToken);
        return created.Succeeded ? await ForOpeningAsync(id, cancellationToken) : created.Failure;
    }

    /// <returns><see cref="FailureCode.Gone"/> when there is none, or none any more.</returns>
    public async ValueTask<Outcome<MonthKey>> ForOpeningAsync(MonthKeyId id, CancellationToken cancellationToken)
    {
        if (_keys.Find(id) is { } cached)
        {
            return cached;
        }

        try
        {
            byte[]? wrapped;
            await using (
                var batch = database
                    .CreateBatch(id.Organization)
                    .Add(
                        "select key_sealed from audit.month_key where organization_id = $1 and class = $2 and month = $3",
                        id.Organization.Value,
                        id.Class,
                        id.Month
                    )
            )
            await using (var reader = await batch.ReadAsync(cancellationToken))
            {
                wrapped = await reader.ReadAsync(cancellationToken) ? reader.GetFieldValue<byte[]>(0) : null;
            }

            if (wrapped is null)
            {
                return new Failure(FailureCode.Gone);
            }

            var opened = await sealer.OpenAsync(id.Organization, Address(id), wrapped, cancellationToken);
            if (!opened.Succeeded)
            {
                return opened.Failure;
            }

            var key = new MonthKey(opened.Value);
            CryptographicOperations.ZeroMemory(opened.Value);
            return _keys.Keep(id, key);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }
    }

    private async Task<Outcome<Done>> CreateAsync(MonthKeyId id, CancellationToken cancellationToken)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(KeyLength, pinned: true);
        RandomNumberGenerator.Fill(bytes);
        try
        {
            var wrapped = await sealer.SealAsync(id.Organization, Address(id), bytes, cancellationToken);
            if (!wrapped.Succeeded)
            {
                return wrapped.Failure;
            }

            // Who makes it at the same moment wins, and both use what is there then.
            await using var batch = database
                .CreateBatch(id.Organization)
                .Add(
                    """
                    insert into audit.month_key (organization_id, class, month, name, key_sealed, created_at)
                    values ($1, $2, $3, $4, $5, $6) on conflict do nothing
                    """,
                    id.Organization.Value,
                    id.Class,
                    id.Month,
                    Name(id),
                    wrapped.Value,
                    clock.GetUtcNow()
                );
            await batch.ExecuteAsync(cancellationToken);
            return default(Done);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public void Dispose() => _keys.Dispose();

    private static FieldAddress Address(MonthKeyId id) => new(SealedColumn.AddressTable, SealedColumn.Column, Name(id));

    private static string Name(MonthKeyId id) => string.Create(CultureInfo.InvariantCulture, $"{id.Class}|{id.Month:yyyy-MM}");
}

/// <param name="Month">Its first day.</param>
internal readonly record struct MonthKeyId(OrganizationId Organization, string Class, DateOnly Month);

/// <summary>A month's key in pinned memory.</summary>
internal sealed class MonthKey : IDisposable
{
    private readonly byte[] _bytes;
    private readonly Lock _gate = new();
    private bool _destroyed;

    public MonthKey(ReadOnlySpan<byte> bytes)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(_bytes);
    }

    /// <summary>A cipher of the caller's own.</summary>
    /// <exception cref="ObjectDisposedException">The key was dropped: ask for it again.</exception>
    public AesGcm CreateCipher()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_destroyed, this);
            return new AesGcm(_bytes, AesGcm.TagByteSizes.MaxSize);
        }
    }

    /// <summary>Zeroes it. Who has a cipher already may finish.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _destroyed = true;
            CryptographicOperations.ZeroMemory(_bytes);
        }
    }
}
