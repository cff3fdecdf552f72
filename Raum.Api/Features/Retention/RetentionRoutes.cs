using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.AuditStore.Retention;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Retention;

/// <summary>How long classes of entries keep their content, and legal holds (AUD-4).</summary>
internal static class RetentionRoutes
{
    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/retention", GetAsync)
            .WithName("GetRetention")
            .WithTags("Audit")
            .WithSummary("See how long classes of entries are kept, and the legal holds that stand")
            .WithDescription("Each class with its version, for If-Match.")
            .RequirePermission(Permission.ReadSettings);
        routes
            .MapPut("/retention/{class}", SetAsync)
            .WithName("SetRetention")
            .WithTags("Audit")
            .WithSummary("Keep a class of entries for so many days")
            .WithDescription(
                "Holds for what is there already, too: fewer days remove contents within hours, for ever. 412: another version than the one in If-Match is in force. 428: there is no If-Match."
            )
            .RequirePermission(Permission.ManageAudit)
            .RequireConfirmation()
            .ProducesProblemBody(404, 412, 415, 428)
            .Validated(new RetentionRequestRules());
        routes
            .MapPost("/legal-holds", PlaceAsync)
            .WithName("PlaceLegalHold")
            .WithTags("Audit")
            .WithSummary("Place a legal hold")
            .WithDescription("From now on nothing is purged or erased, until every hold is lifted.")
            .RequirePermission(Permission.ManageAudit)
            .RequireConfirmation();
        routes
            .MapDelete("/legal-holds/{hold}", LiftAsync)
            .WithName("LiftLegalHold")
            .WithTags("Audit")
            .WithSummary("Lift a legal hold")
            .WithDescription("What waited for it is purged and erased within hours.")
            .RequirePermission(Permission.ManageAudit)
            .RequireConfirmation()
            .ProducesProblemBody(404);
    }

    internal static async Task<Results<Ok<RetentionView>, ProblemResult>> GetAsync(
        Person person,
        RetentionSettings retention,
        HttpContext context
    )
    {
        var state = await retention.GetAsync(person.Organization, context.RequestAborted);
        return state.Succeeded
            ? TypedResults.Ok(
                new RetentionView(
                    [.. state.Value.Classes.Select(ClassRetentionView.Of)],
                    [.. state.Value.Holds.Select(hold => new LegalHoldView(hold.Id, hold.PlacedAt))]
                )
            )
            : state.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<ClassRetentionView>, ProblemResult>> SetAsync(
        string @class,
        RetentionRequest request,
        Person person,
        RetentionSettings retention,
        HttpContext context
    )
    {
        if (ClassNames.Named(@class) is not { } named)
        {
            return new Failure(FailureCode.NotFound).ToProblem();
        }

        context.Concerns(new AuditTarget("retention", @class));
        var seen = SeenVersion.SeenNumber(context);
        if (!seen.Succeeded)
        {
            return seen.Failure.ToProblem(SeenVersion.Advice(seen.Failure));
        }

        var set = await retention.SetDaysAsync(person.Organization, named, request.Days, seen.Value, person.Actor, context.RequestAborted);
        if (!set.Succeeded)
        {
            var failure = set.Failure.Code == FailureCode.Conflict ? new Failure(FailureCode.PreconditionFailed) : set.Failure;
            return failure.ToProblem(SeenVersion.Advice(failure));
        }

        SeenVersion.Show(context, set.Value.Version);
        return TypedResults.Ok(ClassRetentionView.Of(set.Value));
    }

    internal static async Task<Results<Created<NewLegalHoldView>, ProblemResult>> PlaceAsync(
        Person person,
        RetentionSettings retention,
        HttpContext context
    )
    {
        var placed = await retention.PlaceHoldAsync(person.Organization, person.Actor, context.RequestAborted);
        if (!placed.Succeeded)
        {
            return placed.Failure.ToProblem();
        }

        context.Concerns(new AuditTarget("hold", placed.Value.ToString("D")));
        return TypedResults.Created($"/v1/legal-holds/{placed.Value:D}", new NewLegalHoldView(placed.Value));
    }

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> LiftAsync(
        Guid hold,
        Person person,
        RetentionSettings retention,
        HttpContext context
    )
    {
        context.Concerns(new AuditTarget("hold", hold.ToString("D")));
        var lifted = await retention.LiftHoldAsync(person.Organization, hold, person.Actor, context.RequestAborted);
        return lifted.Succeeded ? TypedResults.Ok(DoneView.Yes) : lifted.Failure.ToProblem();
    }
}

/// <summary>Classes as paths name them: <c>aiOperation</c>, <c>dataAccess</c> and so on.</summary>
internal static class ClassNames
{
    public static AuditClass? Named(string name)
    {
        foreach (var one in Enum.GetValues<AuditClass>())
        {
            if (System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(one.ToString()) == name)
            {
                return one;
            }
        }

        return null;
    }
}

/// <param name="Days">1 to 3,650.</param>
internal sealed record RetentionRequest(int Days);

internal sealed class RetentionRequestRules : AbstractValidator<RetentionRequest>
{
    public RetentionRequestRules() =>
        RuleFor(request => request.Days).InclusiveBetween(1, RetentionSettings.MaxDays).WithMessage("must be from 1 to 3,650");
}

internal sealed record RetentionView(IReadOnlyList<ClassRetentionView> Classes, IReadOnlyList<LegalHoldView> Holds);

/// <param name="Version">Counts the organization's decisions, for If-Match; 0 before the first.</param>
internal sealed record ClassRetentionView(AuditClass Class, int Days, long Version)
{
    public static ClassRetentionView Of(ClassRetention retention) => new(retention.Class, retention.Days, retention.Version);
}

internal sealed record LegalHoldView(Guid Id, DateTimeOffset PlacedAt);

internal sealed record NewLegalHoldView(Guid Id);
