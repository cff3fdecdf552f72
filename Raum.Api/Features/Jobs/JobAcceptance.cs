using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Limits;
using Raum.Http.Problems;
using Raum.Jobs;

namespace Raum.Api.Features.Jobs;

/// <summary>Step 2 for requests of the API: the text sealed, the idempotency key compared, the job durable, or a problem and nothing queued.</summary>
internal sealed class JobAcceptance(JobTexts texts, RequestSeals requests, JobIntake intake)
{
    private const int MaxIdempotencyKeyLength = 255;
    private const string Reused = "Another request came with this Idempotency-Key within 24 hours. Send a new key with a new request.";

    /// <summary>Null for a key that can be used, or none.</summary>
    public static ProblemResult? Refuse(string? idempotencyKey) =>
        idempotencyKey is null || IsGood(idempotencyKey)
            ? null
            : new Failure(FailureCode.InvalidRequest).ToProblem("Idempotency-Key must have 1 to 255 visible ASCII characters.");

    /// <param name="carriesText">False where the job is all in clear: then nothing is sealed with it.</param>
    /// <param name="mark">Of the idempotency key, in the words of the route and for the one who sends it; null without one.</param>
    /// <returns>The job, which may be the first one under the key.</returns>
    public async Task<(JobId Id, ProblemResult? Refused)> AcceptAsync(
        QueuedJob job,
        JobText text,
        bool carriesText,
        string? mark,
        HttpContext context
    )
    {
        context.Concerns(AuditTarget.Job(job.Id));
        using var patience = Patience.For(context.RequestAborted);
        if (carriesText)
        {
            var sealedText = await Patience.OrTimeoutAsync(
                texts.SealAsync(job.Organization, job.Id, text, patience.Token).AsTask(),
                context
            );
            if (!sealedText.Succeeded)
            {
                return (job.Id, sealedText.Failure.ToProblem());
            }

            job = job with { SealedText = sealedText.Value };
        }

        if (mark is not null)
        {
            var sealedRequest = await Patience.OrTimeoutAsync(requests.SealAsync(job, text, mark, patience.Token).AsTask(), context);
            if (!sealedRequest.Succeeded)
            {
                return (job.Id, sealedRequest.Failure.ToProblem());
            }

            job = job with { SealedRequest = sealedRequest.Value };
        }

        // :: Step 2
        var taken = await Patience.OrTimeoutAsync(intake.AcceptAsync(job, mark is null ? [] : [mark], patience.Token), context);
        if (!taken.Succeeded)
        {
            return (job.Id, taken.Failure.ToProblem());
        }

        context.Response.Show(taken.Value.Allowances);
        if (taken.Value.Job is not { } queued)
        {
            return (job.Id, taken.Value.ToProblem());
        }

        context.Concerns(AuditTarget.Job(queued.Id));
        if (mark is not null && queued.FirstRequest is { } first)
        {
            var same = await Patience.OrTimeoutAsync(requests.CompareAsync(job, text, mark, first, patience.Token).AsTask(), context);
            if (!same.Succeeded)
            {
                return (queued.Id, same.Failure.ToProblem(Reused));
            }
        }

        return (queued.Id, null);
    }

    private static bool IsGood(string key) =>
        key.Length is > 0 and <= MaxIdempotencyKeyLength && key.All(letter => letter is > ' ' and < '\u007f');
}
