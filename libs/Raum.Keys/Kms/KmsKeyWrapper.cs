using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Options;
using Raum.Core;

namespace Raum.Keys.Kms;

/// <summary>AWS KMS. The encryption context is organization and purpose; the key id is pinned on both calls, so that a blob of another key is refused.</summary>
/// <remarks>A customer that disables its key, or takes the permission away, stops Raum for itself: <see cref="FailureCode.KeyUnavailable"/>, no fallback.</remarks>
internal sealed class KmsKeyWrapper(IAmazonKeyManagementService kms, IOptions<KeysOptions> options) : IKeyWrapper
{
    public string Name => "kms.v1";

    public async Task<Outcome<byte[]>> WrapAsync(KeyContext context, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        using var plaintext = new MemoryStream(key.ToArray());
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
            return answer.CiphertextBlob.ToArray();
        }
        catch (AmazonServiceException)
        {
            return new Failure(FailureCode.KeyUnavailable);
        }
        catch (Exception e) when (IsUnreachable(e, cancellationToken))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }
    }

    public async Task<Outcome<byte[]>> UnwrapAsync(KeyContext context, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken)
    {
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
            return answer.Plaintext.ToArray();
        }
        catch (Exception e) when (e is InvalidCiphertextException or IncorrectKeyException)
        {
            return new Failure(FailureCode.SealBroken);
        }
        catch (AmazonServiceException)
        {
            return new Failure(FailureCode.KeyUnavailable);
        }
        catch (Exception e) when (IsUnreachable(e, cancellationToken))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }
    }

    private static Dictionary<string, string> Context(KeyContext context) =>
        new() { ["organization"] = context.Organization.ToString(), ["purpose"] = context.Purpose };

    private static bool IsUnreachable(Exception exception, CancellationToken cancellationToken) =>
        exception is AmazonClientException or HttpRequestException or TimeoutException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
