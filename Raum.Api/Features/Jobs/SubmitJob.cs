using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.Core;
using Raum.Http;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.People.Access;
using Raum.People.Sessions;

namespace Raum.Api.Features.Jobs;

/// <summary>Accepts a job: ids for a ticket, sealed text for what exists nowhere else (FLOW-2). 202 only when it is durable.</summary>
internal static class SubmitJob
{
    private const int MaxBodyBytes = 1_048_576;

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
        JobAcceptance acceptance,
        TimeProvider clock,
        HttpContext context
    )
    {
        if (JobAcceptance.Refuse(idempotencyKey) is { } badKey)
        {
            return badKey;
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

        // In the sidebar each person's keys are their own: nobody learns of another's jobs by them.
        var mark =
            idempotencyKey is null ? null
            : caller.Person?.Sidebar is null ? $"api:{idempotencyKey}"
            : $"api:{caller.Actor.Id}:{idempotencyKey}";
        var (id, refused) = await acceptance.AcceptAsync(
            Job(request, caller, context.Correlation(), clock.GetUtcNow()),
            Text(request),
            carriesText: request.Text is not null || request.Instruction is not null,
            mark,
            context
        );
        if (refused is not null)
        {
            return refused;
        }

        var accepted = JobAccepted.Of(id);
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
            Options = JobOptionsRequest.Of(request.Options),
            TraceParent = Activity.Current?.Id,
        };

    private static JobText Text(JobRequest request) =>
        new(request.Subject, request.Text, [.. (request.People ?? []).Select(person => person.AsTicketPerson())], request.Instruction);
}
