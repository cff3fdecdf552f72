using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Limits;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.People.Access;
using Raum.People.Sessions;

namespace Raum.Api.Features.Jobs;

/// <summary>Accepts a job: ids for a ticket, sealed text for what exists nowhere else (FLOW-2). 202 only when it is durable.</summary>
internal static class SubmitJob
{
    private const int MaxBodyBytes = 1_048_576;
    private const int MaxIdempotencyKeyLength = 255;
    private const string Reused = "Another request came with this Idempotency-Key within 24 hours. Send a new key with a new request.";

    public static RouteHandlerBuilder MapSubmitJob(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/jobs", HandleAsync)
            .WithName("SubmitJob")
            .WithTags("Jobs")
            .WithSummary("Queue a job")
            .WithDescription(
                "The job is durable when 202 comes back. With an Idempotency-Key header, a repeated request within 24 hours gets the first job's id and queues nothing; another request under the same key is refused (422)."
            )
            .RequirePermission(Permission.SubmitJobs)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .ProducesProblemBody(413, 415, 422)
            .Validated(new JobRequestRules());

    internal static async Task<Results<Accepted<JobAccepted>, ProblemResult>> HandleAsync(
        JobRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        Caller caller,
        JobTexts texts,
        RequestSeals requests,
        JobIntake intake,
        TimeProvider clock,
        HttpContext context
    )
    {
        if (idempotencyKey is not null && !IsGood(idempotencyKey))
        {
            return new Failure(FailureCode.InvalidRequest).ToProblem("Idempotency-Key must have 1 to 255 visible ASCII characters.");
        }

        if (
            caller.Person?.Sidebar is { Kind: SidebarKind.Claimed }
            && (
                request.TicketId is not null
                || request.Operation == AiOperation.Resolve
                || request.Target is not (null or DeliveryTarget.Result)
            )
        )
        {
            return new Failure(FailureCode.Forbidden).ToProblem(
                "The account is proved, the person is not: drafts from a text that comes along, and nothing that names a ticket, resolves or delivers."
            );
        }

        var now = clock.GetUtcNow();
        var job = Job(request, caller, context.Correlation(), now);
        context.Concerns(AuditTarget.Job(job.Id));
        using var patience = Patience.For(context.RequestAborted);
        var text = Text(request);
        if (request.Text is not null || request.Instruction is not null)
        {
            var sealedText = await Patience.OrTimeoutAsync(
                texts.SealAsync(caller.Organization, job.Id, text, patience.Token).AsTask(),
                context
            );
            if (!sealedText.Succeeded)
            {
                return sealedText.Failure.ToProblem();
            }

            job = job with { SealedText = sealedText.Value };
        }

        // In the sidebar each person's keys are their own: nobody learns of another's jobs by them.
        var mark =
            idempotencyKey is null ? null
            : caller.Person?.Sidebar is null ? $"api:{idempotencyKey}"
            : $"api:{caller.Actor.Id}:{idempotencyKey}";
        if (mark is not null)
        {
            var sealedRequest = await Patience.OrTimeoutAsync(requests.SealAsync(job, text, mark, patience.Token).AsTask(), context);
            if (!sealedRequest.Succeeded)
            {
                return sealedRequest.Failure.ToProblem();
            }

            job = job with { SealedRequest = sealedRequest.Value };
        }

        // :: Step 2
        var taken = await Patience.OrTimeoutAsync(intake.AcceptAsync(job, mark is null ? [] : [mark], patience.Token), context);
        if (!taken.Succeeded)
        {
            return taken.Failure.ToProblem();
        }

        context.Response.Show(taken.Value.Allowances);
        if (taken.Value.Job is not { } queued)
        {
            return taken.Value.ToProblem();
        }

        context.Concerns(AuditTarget.Job(queued.Id));
        if (mark is not null && queued.FirstRequest is { } first)
        {
            var same = await Patience.OrTimeoutAsync(requests.CompareAsync(job, text, mark, first, patience.Token).AsTask(), context);
            if (!same.Succeeded)
            {
                return same.Failure.ToProblem(Reused);
            }
        }

        var accepted = JobAccepted.Of(queued.Id);
        return TypedResults.Accepted(accepted.Links.Self, accepted);
    }

    private static QueuedJob Job(JobRequest request, Caller caller, CorrelationId correlation, DateTimeOffset now) =>
        new()
        {
            Id = new JobId(Guid.CreateVersion7(now)),
            Organization = caller.Organization,
            Operation = request.Operation!.Value,
            Target = request.Target ?? DeliveryTarget.Result,
            Lane = request.Lane ?? JobLane.Interactive,
            Actor = caller.Actor,
            Correlation = correlation,
            AcceptedAt = now,
            TicketId = request.TicketId,
            Agent = caller.Person?.Sidebar?.ZendeskUser,
            Options = request.Options is { } options
                ? new JobOptions(options.Language, options.Tone, options.Provider, options.Model)
                : new JobOptions(),
            TraceParent = Activity.Current?.Id,
        };

    private static JobText Text(JobRequest request) =>
        new(
            request.Subject,
            request.Text,
            [
                .. (request.People ?? []).Select(person => new TicketPerson(
                    0,
                    person.Role ?? TicketRole.Other,
                    person.Name ?? PersonalText.Empty,
                    person.Email,
                    person.Phone
                )),
            ],
            request.Instruction
        );

    private static bool IsGood(string key) =>
        key.Length is > 0 and <= MaxIdempotencyKeyLength && key.All(letter => letter is > ' ' and < '\u007f');
}
