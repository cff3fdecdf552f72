using Amazon.KeyManagementService.Model;
using Amazon.Runtime;

namespace Raum.Keys.Kms;

/// <summary>Why KMS gave no key. The first four are the owner's decision, the fifth is ours to repair, the rest passes.</summary>
internal enum KmsFault
{
    Disabled,
    PendingDeletion,
    Denied,
    Missing,
    Credentials,
    Throttled,
    Unreachable,
}

internal static class KmsFaults
{
    /// <summary>Source: AWS KMS API reference, Encrypt and Decrypt, "Errors", and "Common Errors".</summary>
    public static KmsFault Of(Exception exception) =>
        exception switch
        {
            DisabledException => KmsFault.Disabled,
            KMSInvalidStateException => KmsFault.PendingDeletion,
            NotFoundException => KmsFault.Missing,
            AmazonServiceException { ErrorCode: "AccessDeniedException" or "AccessDenied" } => KmsFault.Denied,
            AmazonServiceException { ErrorCode: "ThrottlingException" or "Throttling" or "LimitExceededException" } => KmsFault.Throttled,
            AmazonServiceException
            {
                ErrorCode: "UnrecognizedClientException"
                    or "InvalidClientTokenId"
                    or "IncompleteSignature"
                    or "InvalidSignatureException"
                    or "MissingAuthenticationToken"
                    or "ExpiredTokenException"
                    or "ExpiredToken"
                    or "SignatureDoesNotMatch"
            } => KmsFault.Credentials,
            _ => KmsFault.Unreachable,
        };

    /// <summary>True when the owner of the key took it away: trying again is no use until the owner changes that.</summary>
    public static bool IsDecision(this KmsFault fault) =>
        fault is KmsFault.Disabled or KmsFault.PendingDeletion or KmsFault.Denied or KmsFault.Missing;
}
