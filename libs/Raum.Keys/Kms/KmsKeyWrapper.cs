using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Options;
using Raum.Core;

namespace Raum.Keys.Kms;

/// <summary>AWS KMS. The encryption context is organization and purpose; the key id is pinned on both calls, so that a blob of another key is refused.</summary>
/// <remarks>A customer that disables its key, or takes the permission away, stops Raum for itself: <see cref="FailureCode.KeyRefused"/>, no fallback.</remarks>
internal sealed class KmsKeyWrapper(IAmazonKeyManagementService kms, IOptions<KeysOptions> options, KmsAlerts alerts) : IKeyWrapper
{
    public string Name => "kms.v1";

    /// <summary>Nothing: the first call opens the connection, in milliseconds, and a key service that is down must not keep webhooks with cached keys out.</summary>
    public Task<Outcome<Done>> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<Outcome<Done>>(default(Done));

    public async Task<Outcome<byte[]>> WrapAsync(KeyContext context, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        if (alerts.IsThrottled)
        {
            return new Failure(FailureCode.KeyUnavailable);
        }

        var copy = key.ToArray();
        using var plaintext = new MemoryStream(copy);
        try
        {
            var answer = await kms.EncryptAsync(
                new EncryptRequest
                {
                    KeyId = options.Value.Kms!.KeyId,
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
            return alerts.Failed(context.Organization, KmsFaults.Of(e));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    public async Task<Outcome<byte[]>> UnwrapAsync(KeyContext context, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken)
    {
        if (alerts.IsThrottled)
        {
            return new Failure(FailureCode.KeyUnavailable);
        }

        using var blob = new MemoryStream(wrapped.ToArray());
        try
        {
            var answer = await kms.DecryptAsync(
                new DecryptRequest
                {
                    KeyId = options.Value.Kms!.KeyId,
                    CiphertextBlob = blob,
                    EncryptionContext = Context(context),
                },
                cancellationToken
            );
            alerts.Answered(context.Organization);
            var key = answer.Plaintext.ToArray();
            Wipe(answer.Plaintext);
            return key;
        }
        catch (Exception e) when (e is InvalidCiphertextException or IncorrectKeyException)
        {
            return new Failure(FailureCode.SealBroken);
        }
        catch (Exception e) when (IsRefusedOrUnreachable(e, cancellationToken))
        {
            return alerts.Failed(context.Organization, KmsFaults.Of(e));
        }
    }

    /// <summary>The SDK's own copy.</summary>
    private static void Wipe(MemoryStream plaintext)
    {
        if (plaintext.CanWrite)
        {
            plaintext.Position = 0;
            plaintext.Write(new byte[plaintext.Length]);
        }
    }

    private static Dictionary<string, string> Context(KeyContext context) =>
        new() { ["organization"] = context.Organization.ToString(), ["purpose"] = context.Purpose };

    private static bool IsRefusedOrUnreachable(Exception exception, CancellationToken cancellationToken) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
