using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.Api.Features.Jobs;
using Raum.Core;
using Raum.Http;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.Jobs.Simulations;
using Raum.Organizations.Knowledge;
using Raum.People.Access;

namespace Raum.Api.Features.Simulations;

/// <summary>Sends a ticket the whole way of a job without its end: nothing is delivered, an admin looks at it (FLOW-8).</summary>
internal static class SimulateTicket
{
    private const int MaxBodyBytes = 1_048_576;

    public static RouteHandlerBuilder MapSimulateTicket(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/simulations", HandleAsync)
            .WithName("SimulateTicket")
            .WithTags("Simulations")
            .WithSummary("Simulate a job")
            .WithDescription(
                "The ticket or text goes the way of a job: it is masked, the provider is called and paid, the answer is restored by the rules of the target. Nothing is delivered, and no draft is made. "
                    + "Procedures and articles can be tried before they are in force. 404: there is no such entry or version to try. Idempotency-Key works as for jobs."
            )
            .RequirePermission(Permission.Simulate)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .ProducesProblemBody(404, 413, 415, 422)
            .Validated(new SimulationRequestRules());

    internal static async Task<Results<Accepted<SimulationAccepted>, ProblemResult>> HandleAsync(
        SimulationRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        Person person,
        JobAcceptance acceptance,
        KnowledgeReader knowledge,
        TimeProvider clock,
        HttpContext context
    )
    {
        if (JobAcceptance.Refuse(idempotencyKey) is { } badKey)
        {
            return badKey;
        }

        using var patience = Patience.For(context.RequestAborted);
        var trial = await Patience.OrTimeoutAsync(TrialAsync(request.Trial, person.Organization, knowledge, patience.Token), context);
        if (!trial.Succeeded)
        {
            return trial.Failure.ToProblem(
                trial.Failure.Code == FailureCode.NotFound ? "There is no such procedure or article, or no such version of it." : null
            );
        }

        var text = request.AsText(trial.Value);
        var (id, refused) = await acceptance.AcceptAsync(
            Job(request, person, context.Correlation(), clock.GetUtcNow()),
            text,
            carriesText: request.TicketId is null || request.Instruction is not null || trial.Value.Count > 0,
            idempotencyKey is null ? null : $"simulation:{idempotencyKey}",
            context
        );
        if (refused is not null)
        {
            return refused;
        }

        var accepted = SimulationAccepted.Of(id);
        return TypedResults.Accepted(accepted.Links.Self, accepted);
    }

    private static QueuedJob Job(SimulationRequest request, Person person, CorrelationId correlation, DateTimeOffset now) =>
        new()
        {
            Id = new JobId(Guid.CreateVersion7(now)),
            Organization = person.Organization,
            Operation = request.Operation!.Value,
            Target = DeliveryTarget.Simulation,
            Simulates = request.Audience,
            Lane = JobLane.Interactive,
            Actor = person.Actor,
            Correlation = correlation,
            AcceptedAt = now,
            TicketId = request.TicketId,
            Options = JobOptionsRequest.Of(request.Options),
            TraceParent = Activity.Current?.Id,
        };

    /// <summary>The words that are tried: a worker gets them with the job, whatever becomes of the version meanwhile.</summary>
    private static async Task<Outcome<IReadOnlyList<TrialText>>> TrialAsync(
        TrialRequest? request,
        OrganizationId organization,
        KnowledgeReader knowledge,
        CancellationToken cancellationToken
    )
    {
        var wanted = (request?.Procedures ?? [])
            .Select(one => (Kind: KnowledgeKind.Procedure, one.Entry, one.Version, one.Text?.Document))
            .Concat((request?.Articles ?? []).Select(one => (Kind: KnowledgeKind.Article, one.Entry, one.Version, one.Text?.Document)));
        var trial = new List<TrialText>();
        foreach (var (kind, entry, version, document) in wanted)
        {
            var found = (entry, document) switch
            {
                (null, { } said) => said,
                ({ } id, null) => await VersionAsync(id, version ?? 0),
                ({ } id, { } said) => await InsteadOfAsync(id, said),
                _ => new Failure(FailureCode.InvalidRequest),
            };
            if (!found.Succeeded)
            {
                return found.Failure;
            }

            trial.Add(new TrialText(kind, entry, document is null ? version ?? 0 : 0, found.Value));

            async Task<Outcome<KnowledgeDocument>> VersionAsync(Guid id, long number)
            {
                var kept = await knowledge.FindVersionAsync(organization, kind, id, number, cancellationToken);
                return kept.Succeeded ? kept.Value.Document : kept.Failure;
            }

            async Task<Outcome<KnowledgeDocument>> InsteadOfAsync(Guid id, KnowledgeDocument said)
            {
                var present = await knowledge.FindAsync(organization, kind, id, cancellationToken);
                return present.Succeeded ? said : present.Failure;
            }
        }

        return trial;
    }
}
