using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.AuditStore.Alerts;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Alerts;

/// <summary>Which patterns raise an alert, from which number on, and which are silent for a while (AUD-7). Destinations are sinks.</summary>
internal static class AlertRoutes
{
    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/alert-rules", ListAsync)
            .WithName("ListAlertRules")
            .WithTags("Audit")
            .WithSummary("List the rules of alerts")
            .WithDescription(
                "Each with its version, for If-Match. Alerts go to the sinks of the kinds alertWebhook, alertSlack and alertMail."
            )
            .RequirePermission(Permission.ReadSettings);
        routes
            .MapPut("/alert-rules/{rule}", SetAsync)
            .WithName("SetAlertRule")
            .WithTags("Audit")
            .WithSummary("Set the threshold of an alert, or silence it for a while")
            .WithDescription("412: the rule is not as the version in If-Match. 428: there is no If-Match.")
            .RequirePermission(Permission.ManageAudit)
            .RequireConfirmation()
            .ProducesProblemBody(404, 412, 415, 428)
            .Validated(new AlertRuleRequestRules());
    }

    internal static async Task<Results<Ok<AlertRulesView>, ProblemResult>> ListAsync(
        Person person,
        AlertSettings alerts,
        HttpContext context
    )
    {
        var listed = await alerts.ListAsync(person.Organization, context.RequestAborted);
        return listed.Succeeded
            ? TypedResults.Ok(new AlertRulesView([.. listed.Value.Select(AlertRuleView.Of)]))
            : listed.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<AlertRuleView>, ProblemResult>> SetAsync(
        string rule,
        AlertRuleRequest request,
        Person person,
        AlertSettings alerts,
        TimeProvider clock,
        HttpContext context
    )
    {
        // A name that nobody knows is repeated nowhere.
        if (AlertRule.All.All(known => known.Name != rule))
        {
            return new Failure(FailureCode.NotFound).ToProblem();
        }

        context.Concerns(new AuditTarget("alert-rule", rule));
        if (request.MutedUntil <= clock.GetUtcNow())
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["$.mutedUntil"] = ["must be in the future"] });
        }

        var seen = SeenVersion.Seen(context);
        if (!seen.Succeeded)
        {
            return seen.Failure.ToProblem(SeenVersion.Advice(seen.Failure));
        }

        var set = await alerts.SetAsync(
            person.Organization,
            rule,
            request.Threshold,
            request.MutedUntil,
            seen.Value,
            person.Actor,
            context.RequestAborted
        );
        if (!set.Succeeded)
        {
            return set.Failure.ToProblem(SeenVersion.Advice(set.Failure));
        }

        SeenVersion.Show(context, set.Value.Tag);
        return TypedResults.Ok(AlertRuleView.Of(set.Value));
    }
}

/// <param name="Threshold">Alerts from this number within the window on; 1 to 1,000,000.</param>
/// <param name="MutedUntil">Silent until then; absent: not silent.</param>
internal sealed record AlertRuleRequest(int Threshold, DateTimeOffset? MutedUntil = null);

internal sealed class AlertRuleRequestRules : AbstractValidator<AlertRuleRequest>
{
    public AlertRuleRequestRules() =>
        RuleFor(request => request.Threshold).InclusiveBetween(1, 1_000_000).WithMessage("must be from 1 to 1,000,000");
}

internal sealed record AlertRulesView(IReadOnlyList<AlertRuleView> Rules);

/// <param name="Usual">The threshold where the organization has not decided.</param>
/// <param name="Version">For If-Match.</param>
internal sealed record AlertRuleView(
    string Rule,
    int Threshold,
    int Usual,
    int WindowSeconds,
    string Version,
    DateTimeOffset? MutedUntil = null
)
{
    public static AlertRuleView Of(AlertRuleState state) =>
        new(state.Rule.Name, state.Threshold, state.Rule.Threshold, (int)state.Rule.Window.TotalSeconds, state.Tag, state.MutedUntil);
}
