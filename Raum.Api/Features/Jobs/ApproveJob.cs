using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.Jobs.Drafts;
using Raum.People.Access;

namespace Raum.Api.Features.Jobs;

/// <summary>Lets a draft go out, as it is or as a person edited it (FLOW-5).</summary>
internal static class ApproveJob
{
    public static RouteHandlerBuilder MapApproveJob(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/jobs/{id}/approve", HandleAsync)
            .WithName("ApproveJob")
            .WithTags("Jobs")
            .WithSummary("Approve a draft")
            .WithDescription(
                "The draft is restored against the ticket as it is then, and delivered. An edited text may use the draft's placeholders; it is sealed at once. "
                    + "409 conflict: the draft must be edited first, because a placeholder in it cannot be restored or shown to every recipient."
            )
            .RequirePermission(Permission.DecideDrafts)
            .ProducesProblemBody(404, 409, 415)
            .Validated(new ApproveRequestRules(), optional: true);

    internal static async Task<Results<Ok<JobView>, ProblemResult>> HandleAsync(
        string id,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ApproveRequest? request,
        Caller caller,
        IJobStatusStore jobs,
        Approvals approvals,
        HttpContext context
    )
    {
        var job = await jobs.FindOwnAsync(caller, id, context);
        if (!job.Succeeded)
        {
            return job.Failure.ToProblem();
        }

        using var patience = Patience.For(context.RequestAborted);
        var approved = await Patience.OrTimeoutAsync(
            approvals.ApproveAsync(caller.Organization, job.Value.Id, caller.Actor, request?.Text, patience.Token),
            context
        );
        return await jobs.AfterDecisionAsync(approved, job.Value, context);
    }

    /// <summary>The job's state after the decision, or why there was none.</summary>
    internal static async Task<Results<Ok<JobView>, ProblemResult>> AfterDecisionAsync(
        this IJobStatusStore jobs,
        Outcome<Done> decided,
        JobStatus before,
        HttpContext context
    )
    {
        if (!decided.Succeeded)
        {
            return decided.Failure.ToProblem();
        }

        // The decision stands; a queue that does not answer now only makes the view older.
        using var patience = Patience.For(context.RequestAborted);
        var after = await Patience.OrTimeoutAsync(jobs.FindAsync(before.Organization, before.Id, patience.Token), context);
        return TypedResults.Ok(JobView.Of(after is { Succeeded: true, Value: { } status } ? status : before));
    }
}

/// <param name="Text">The text as the person wants it, 1 to 100,000 UTF-16 code units; absent: the draft as it is.</param>
internal sealed record ApproveRequest(PersonalText? Text = null);

internal sealed class ApproveRequestRules : AbstractValidator<ApproveRequest>
{
    public ApproveRequestRules() =>
        RuleFor(request => request.Text)
            .Must(text => text is null || (text.Length <= JobRequestRules.MaxTextLength && !string.IsNullOrWhiteSpace(text.Reveal())))
            .WithMessage("must have 1 to 100,000 characters, not only spaces");
}
