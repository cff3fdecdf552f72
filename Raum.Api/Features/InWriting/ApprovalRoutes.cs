using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.Approvals;
using Raum.People.Access;

namespace Raum.Api.Features.InWriting;

/// <summary>What admins approved in writing (ORG-10): integrations and uses of data are off until then, and stop at once with a withdrawal.</summary>
internal static class ApprovalRoutes
{
    public static void MapApprovals(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/approvals", ListAsync)
            .WithName("ListApprovals")
            .WithTags("Approvals")
            .WithSummary("List approvals, what waits for one, and the words")
            .WithDescription("waiting is off because nobody approved it. texts are the words that an approval repeats.")
            .RequirePermission(Permission.ReadSettings);
        routes
            .MapPost("/approvals", GiveAsync)
            .WithName("GiveApproval")
            .WithTags("Approvals")
            .WithSummary("Approve an integration or a use of data in writing")
            .WithDescription(
                "text and textVersion repeat the present words, as the person has read them. What is approved already stays as it is. 404: the organization has nothing like this. 412: the words are others now."
            )
            .RequirePermission(Permission.ManageApprovals)
            .RequireConfirmation()
            .ProducesProblemBody(404, 409, 412, 415)
            .Validated(new ApprovalRequestRules());
        routes
            .MapDelete("/approvals/{approval}", WithdrawAsync)
            .WithName("WithdrawApproval")
            .WithTags("Approvals")
            .WithSummary("Withdraw an approval")
            .WithDescription("What it allowed stops at once; a call that is under way ends. The approval stays in the list.")
            .RequirePermission(Permission.ManageApprovals)
            .ProducesProblemBody(404);
    }

    internal static async Task<Results<Ok<ApprovalsView>, ProblemResult>> ListAsync(
        Person person,
        WrittenApprovals approvals,
        HttpContext context
    )
    {
        var given = await approvals.ListAsync(person.Organization, context.RequestAborted);
        var waiting = await approvals.WaitingAsync(person.Organization, context.RequestAborted);
        return (given.Failure ?? waiting.Failure) is { } failure
            ? failure.ToProblem()
            : TypedResults.Ok(
                new ApprovalsView(
                    [.. given.Value.Select(ApprovalView.Of)],
                    [.. waiting.Value.Select(use => new WaitingView(use.Use, use.Subject))],
                    [.. ApprovalText.Current.Select(text => new ApprovalTextView(text.Use, text.Version, text.Text))]
                )
            );
    }

    internal static async Task<Results<Ok<ApprovalView>, ProblemResult>> GiveAsync(
        ApprovalRequest request,
        Person person,
        WrittenApprovals approvals,
        HttpContext context
    )
    {
        var given = await approvals.GiveAsync(
            person.Organization,
            request.Use,
            request.Subject,
            request.TextVersion,
            request.Text,
            person.Actor,
            context.RequestAborted
        );
        if (!given.Succeeded)
        {
            return given.Failure.ToProblem(
                given.Failure.Code == FailureCode.PreconditionFailed
                    ? "Read the words again (GET /v1/approvals), and repeat them exactly."
                    : null
            );
        }

        context.Concerns(TargetOf(given.Value.Id));
        return TypedResults.Ok(ApprovalView.Of(given.Value));
    }

    internal static async Task<Results<Ok<ApprovalView>, ProblemResult>> WithdrawAsync(
        Guid approval,
        Person person,
        WrittenApprovals approvals,
        HttpContext context
    )
    {
        context.Concerns(TargetOf(approval));
        var ended = await approvals.WithdrawAsync(person.Organization, approval, person.Actor, context.RequestAborted);
        return ended.Succeeded ? TypedResults.Ok(ApprovalView.Of(ended.Value)) : ended.Failure.ToProblem();
    }

    private static AuditTarget TargetOf(Guid id) => new("approval", id.ToString("D"));
}

/// <param name="Subject">An id, an address or an operation, as the list names it.</param>
/// <param name="Text">The words that are approved, exactly as the list has them.</param>
internal sealed record ApprovalRequest(ApprovedUse Use, string Subject, int TextVersion, string Text);

internal sealed class ApprovalRequestRules : AbstractValidator<ApprovalRequest>
{
    public ApprovalRequestRules()
    {
        RuleFor(request => request.Subject).Must(text => text.Length is > 0 and <= 510).WithMessage("must have 1 to 510 characters");
        RuleFor(request => request.Text).Must(text => text.Length is > 0 and <= 2000).WithMessage("must have 1 to 2000 characters");
    }
}

internal sealed record ApprovalsView(
    IReadOnlyList<ApprovalView> Approvals,
    IReadOnlyList<WaitingView> Waiting,
    IReadOnlyList<ApprovalTextView> Texts
);

/// <param name="TextVersion">0 for approvals from before words were kept.</param>
/// <param name="GivenBy">The id of a member, or a component.</param>
internal sealed record ApprovalView(
    Guid Id,
    ApprovedUse Use,
    string Subject,
    int TextVersion,
    string Text,
    DateTimeOffset GivenAt,
    string GivenBy,
    DateTimeOffset? WithdrawnAt = null,
    string? WithdrawnBy = null
)
{
    public static ApprovalView Of(WrittenApproval approval) =>
        new(
            approval.Id,
            approval.Use,
            approval.Subject,
            approval.TextVersion,
            approval.Text,
            approval.GivenAt,
            approval.GivenBy,
            approval.WithdrawnAt,
            approval.WithdrawnBy
        );
}

internal sealed record WaitingView(ApprovedUse Use, string Subject);

internal sealed record ApprovalTextView(ApprovedUse Use, int Version, string Text);
