using Raum.Core;

namespace Raum.Keys;

/// <summary>The way both sealers go: take a key, seal or open, and once more when the key left the cache in between.</summary>
internal static class Sealing
{
    public static async ValueTask<Outcome<byte[]>> SealAsync(
        DataKeys keys,
        OrganizationId organization,
        string purpose,
        string associated,
        ReadOnlyMemory<byte> plaintext,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var key = await keys.ForSealingAsync(organization, purpose, cancellationToken);
            if (!key.Succeeded)
            {
                return key.Failure;
            }

            try
            {
                return SealedFormat.Seal(key.Value, plaintext.Span, associated);
            }
            catch (ObjectDisposedException)
            {
                // It ran out between the look and the use.
            }
        }
    }

    public static async ValueTask<Outcome<byte[]>> OpenAsync(
        DataKeys keys,
        OrganizationId organization,
        string associated,
        ReadOnlyMemory<byte> sealedBytes,
        CancellationToken cancellationToken
    )
    {
        if (SealedFormat.KeyIdOf(sealedBytes.Span) is not { } id)
        {
            return new Failure(FailureCode.SealBroken);
        }

        while (true)
        {
            var key = await keys.ForOpeningAsync(organization, id, cancellationToken);
            if (!key.Succeeded)
            {
                return key.Failure;
            }

            try
            {
                return SealedFormat.Open(key.Value, sealedBytes.Span, associated);
            }
            catch (ObjectDisposedException)
            {
                // As above.
            }
        }
    }
}
