using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Raum.Core;

namespace Raum.Keys.Kms;

/// <summary>A client for one call.</summary>
/// <param name="Own">What ends with the call; null for a client that others use too.</param>
internal readonly record struct KmsLease(IAmazonKeyManagementService Client, IDisposable? Own) : IDisposable
{
    public void Dispose() => Own?.Dispose();
}

/// <summary>The two calls of KMS that Raum makes. The encryption context is organization and purpose; the key id is pinned on both, so that a blob of another key is refused.</summary>
internal static class KmsCalls
{
    /// <param name="payer">Whose limits KMS counts the call against: after it asked for fewer, nobody of that account asks for a second.</param>
    public static async Task<Outcome<byte[]>> WrapAsync(
        Func<CancellationToken, ValueTask<KmsLease>> client,
        string keyId,
        OrganizationId payer,
        KmsAlerts alerts,
        KeyContext context,
        ReadOnlyMemory<byte> key,
        CancellationToken cancellationToken
    )
    {
        if (alerts.IsThrottled(payer))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }

        var copy = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        key.CopyTo(copy);
        using var plaintext = new MemoryStream(copy);
        try
        {
            using var lease = await client(cancellationToken);
            var answer = await lease.Client.EncryptAsync(
                new EncryptRequest
                {
                    KeyId = keyId,
                    Plaintext = plaintext,
                    EncryptionContext = Context(context),
                },
                cancellationToken
            );
            alerts.Answered(context.Organization);
            return answer.CiphertextBlob.ToArray();
        }
        catch (Exception e) when (IsRefusedOrUnreachable(e, cancellationToken))
        {
            return alerts.Failed(context.Organization, KmsFaults.Of(e), payer);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <param name="payer">As for wrapping.</param>
    public static async Task<Outcome<byte[]>> UnwrapAsync(
        Func<CancellationToken, ValueTask<KmsLease>> client,
        string keyId,
        OrganizationId payer,
        KmsAlerts alerts,
        KeyContext context,
        ReadOnlyMemory<byte> wrapped,
        CancellationToken cancellationToken
    )
    {
        if (alerts.IsThrottled(payer))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }

        using var blob = new MemoryStream(wrapped.ToArray());
        try
        {
            using var lease = await client(cancellationToken);
            var answer = await lease.Client.DecryptAsync(
                new DecryptRequest
                {
                    KeyId = keyId,
                    CiphertextBlob = blob,
                    EncryptionContext = Context(context),
                },
                cancellationToken
            );
            alerts.Answered(context.Organization);
            return Take(answer.Plaintext);
        }
        catch (Exception e) when (e is InvalidCiphertextException or IncorrectKeyException)
        {
            return new Failure(FailureCode.SealBroken);
        }
        catch (Exception e) when (IsRefusedOrUnreachable(e, cancellationToken))
        {
            return alerts.Failed(context.Organization, KmsFaults.Of(e), payer);
        }
    }

    public static bool IsRefusedOrUnreachable(Exception exception, CancellationToken cancellationToken) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>Copies a key into pinned memory, and overwrites the SDK's own copy.</summary>
    private static byte[] Take(MemoryStream plaintext)
    {
        var key = GC.AllocateUninitializedArray<byte>((int)plaintext.Length, pinned: true);
        plaintext.Position = 0;
        plaintext.ReadExactly(key);
        if (plaintext.CanWrite)
        {
            plaintext.Position = 0;
            plaintext.Write(new byte[plaintext.Length]);
        }

        return key;
    }

    private static Dictionary<string, string> Context(KeyContext context) =>
        new() { ["organization"] = context.Organization.ToString(), ["purpose"] = context.Purpose };
}
