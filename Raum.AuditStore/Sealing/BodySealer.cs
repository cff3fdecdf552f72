using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Keys;

namespace Raum.AuditStore.Sealing;

/// <summary>Seals bodies of events, each under a key of its own, so that each can be made unreadable alone, and all of a class and month together.</summary>
/// <remarks>
/// A sealed body is <c>2 | key id 16 | nonce 12 | ciphertext | tag 16</c>, AES-256-GCM; a wrapped key is <c>nonce 12 | ciphertext 32 | tag 16</c> under
/// the month's key. Bodies that begin with 1 are from before there were such keys, and are sealed as fields are.
/// </remarks>
internal sealed class BodySealer(MonthKeys months, FieldSealer fields, TimeProvider clock)
{
    private const byte Version = 2;
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 1 + 16;

    /// <summary>The key that a sealed body names; null for bodies without one.</summary>
    public static Guid? KeyIdOf(ReadOnlySpan<byte> sealedBody) =>
        sealedBody.Length >= HeadLength + NonceLength + TagLength && sealedBody[0] == Version
            ? new Guid(sealedBody[1..HeadLength], bigEndian: true)
            : null;

    /// <returns>
    /// <see cref="FailureCode.KeyUnavailable"/> and <see cref="FailureCode.KeyRefused"/> when there is no key; <see cref="FailureCode.SealBroken"/> when this
    /// keyring does not open it. Then nothing is recorded.
    /// </returns>
    public async ValueTask<Outcome<(byte[] Body, BodyKey Key)>> SealAsync(
        BodyPlace place,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var month = await months.ForSealingAsync(place.MonthKey, cancellationToken);
            if (!month.Succeeded)
            {
                return month.Failure.Code == FailureCode.Gone ? new Failure(FailureCode.KeyUnavailable) : month.Failure;
            }

            try
            {
                return Seal(month.Value, place, body.Span, Guid.CreateVersion7(clock.GetUtcNow()));
            }
            catch (ObjectDisposedException)
            {
                // The month's key left the memory between the look and the use.
            }
        }
    }

    /// <returns>
    /// <see cref="FailureCode.SealBroken"/> when the bytes are not what was sealed for this place; <see cref="FailureCode.Gone"/> when the key was destroyed.
    /// </returns>
    public async ValueTask<Outcome<byte[]>> OpenAsync(BodyPlace place, SealedEvent stored, CancellationToken cancellationToken)
    {
        if (KeyIdOf(stored.Body) is not { } id)
        {
            return stored.Body.Length > 0
                ? await fields.OpenAsync(place.Organization, FieldAddress(place), stored.Body, cancellationToken)
                : new Failure(FailureCode.Gone);
        }

        if (stored.Key is not { } key || key.Id != id)
        {
            return new Failure(FailureCode.Gone);
        }

        while (true)
        {
            var month = await months.ForOpeningAsync(place.MonthKey, cancellationToken);
            if (!month.Succeeded)
            {
                return month.Failure;
            }

            try
            {
                return Open(month.Value, place, key, stored.Body);
            }
            catch (ObjectDisposedException)
            {
                // As above.
            }
        }
    }

    private static (byte[] Body, BodyKey Key) Seal(MonthKey month, BodyPlace place, ReadOnlySpan<byte> body, Guid id)
    {
        Span<byte> key = stackalloc byte[KeyLength];
        RandomNumberGenerator.Fill(key);
        try
        {
            var associated = Associated(place, id);
            var wrapped = new byte[NonceLength + KeyLength + TagLength];
            using (var cipher = month.CreateCipher())
            {
                Encrypt(cipher, key, wrapped, associated);
            }

            var output = new byte[HeadLength + NonceLength + body.Length + TagLength];
            output[0] = Version;
            id.TryWriteBytes(output.AsSpan(1), bigEndian: true, out _);
            using (var cipher = new AesGcm(key, TagLength))
            {
                Encrypt(cipher, body, output.AsSpan(HeadLength), associated);
            }

            return (output, new BodyKey(id, place.EventId, place.MonthKey.Class, place.MonthKey.Month, wrapped));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static Outcome<byte[]> Open(MonthKey month, BodyPlace place, BodyKey wrapped, byte[] sealedBody)
    {
        Span<byte> key = stackalloc byte[KeyLength];
        try
        {
            var associated = Associated(place, wrapped.Id);
            if (wrapped.Wrapped.Length != NonceLength + KeyLength + TagLength)
            {
                return new Failure(FailureCode.SealBroken);
            }

            using (var cipher = month.CreateCipher())
            {
                Decrypt(cipher, wrapped.Wrapped, key, associated);
            }

            var body = new byte[sealedBody.Length - HeadLength - NonceLength - TagLength];
            using (var cipher = new AesGcm(key, TagLength))
            {
                Decrypt(cipher, sealedBody.AsSpan(HeadLength), body, associated);
            }

            return body;
        }
        catch (AuthenticationTagMismatchException)
        {
            return new Failure(FailureCode.SealBroken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static void Encrypt(AesGcm cipher, ReadOnlySpan<byte> plain, Span<byte> output, byte[] associated)
    {
        var nonce = output[..NonceLength];
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, plain, output.Slice(NonceLength, plain.Length), output[^TagLength..], associated);
    }

    private static void Decrypt(AesGcm cipher, ReadOnlySpan<byte> input, Span<byte> plain, byte[] associated) =>
        cipher.Decrypt(input[..NonceLength], input[NonceLength..^TagLength], input[^TagLength..], plain, associated);

    /// <summary>Moved to another organization, event, class, month or key, neither the body nor its key opens.</summary>
    private static byte[] Associated(BodyPlace place, Guid key) =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"raum|audit-body|{place.Organization}|{place.EventId:D}|{place.MonthKey.Class}|{place.MonthKey.Month:yyyy-MM}|{key:D}|v{Version}"
            )
        );

    private static FieldAddress FieldAddress(BodyPlace place) =>
        new(
            "audit.event",
            "body",
            string.Create(CultureInfo.InvariantCulture, $"{place.EventId:D}|{place.Class}|{place.At.UtcDateTime:yyyy-MM}")
        );
}

/// <summary>The key of one body, wrapped. It is kept in Postgres beside the log and never in it: deleting it is how a body ends.</summary>
internal sealed record BodyKey(Guid Id, Guid EventId, string Class, DateOnly Month, byte[] Wrapped);

/// <summary>What a sealed body is bound to: moved to another place, it does not open.</summary>
internal readonly record struct BodyPlace(OrganizationId Organization, Guid EventId, AuditClass Class, DateTimeOffset At)
{
    public MonthKeyId MonthKey => new(Organization, Class.ToString(), new DateOnly(At.UtcDateTime.Year, At.UtcDateTime.Month, 1));
}
