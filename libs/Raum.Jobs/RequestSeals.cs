using System.Security.Cryptography;
using System.Text.Json;
using Raum.Core;
using Raum.Keys;

namespace Raum.Jobs;

/// <summary>
/// Remembers what was asked under an idempotency key, so that the same key with another request is noticed
/// (draft-ietf-httpapi-idempotency-key-header, "Idempotency Fingerprint").
/// </summary>
/// <remarks>A hash of a short text can be guessed from a list of candidates: it rests sealed, under the organization's transit key.</remarks>
public sealed class RequestSeals(TransitSealer sealer)
{
    private const string Kind = "request";

    /// <summary>The sealed fingerprint of a request, for <see cref="QueuedJob.SealedRequest"/>; it opens for this deduplication key only.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/>: nothing was sealed.</returns>
    public ValueTask<Outcome<byte[]>> SealAsync(QueuedJob job, JobText text, string deduplicationKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        return sealer.SealAsync(job.Organization, Kind, deduplicationKey, Fingerprint(job, text), cancellationToken);
    }

    /// <summary>Whether the first request under the key asked the same. One whose hour's key was destroyed meanwhile cannot be compared, and counts as the same.</summary>
    /// <returns><see cref="FailureCode.IdempotencyKeyReused"/> for another request; <see cref="FailureCode.KeyUnavailable"/>, <see cref="FailureCode.SealBroken"/>.</returns>
    public async ValueTask<Outcome<Done>> CompareAsync(
        QueuedJob job,
        JobText text,
        string deduplicationKey,
        ReadOnlyMemory<byte> first,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(job);
        var opened = await sealer.OpenAsync(job.Organization, Kind, deduplicationKey, first, cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Failure.Code is FailureCode.TextGone ? default(Done) : opened.Failure;
        }

        return CryptographicOperations.FixedTimeEquals(opened.Value, Fingerprint(job, text))
            ? default(Done)
            : new Failure(FailureCode.IdempotencyKeyReused);
    }

    private static byte[] Fingerprint(QueuedJob job, JobText text)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(
            new RequestWire(job.Operation, job.Target, job.Lane, job.TicketId, job.Options, JobTexts.Wire.Of(text), job.Simulates),
            JobTextJson.Default.RequestWire
        );
        try
        {
            return SHA256.HashData(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>What a caller decides of a job; what Raum adds (id, time, trace) differs from request to request.</summary>
    internal sealed record RequestWire(
        AiOperation Operation,
        DeliveryTarget Target,
        JobLane Lane,
        long? TicketId,
        JobOptions Options,
        JobTexts.Wire Text,
        DeliveryTarget? Simulates
    );
}
