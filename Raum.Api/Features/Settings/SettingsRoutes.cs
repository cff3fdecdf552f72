using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.Settings;
using Raum.People.Access;

namespace Raum.Api.Features.Settings;

/// <summary>What an organization decided, as versions that are never changed: read, replaced, compared, taken back.</summary>
internal static class SettingsRoutes
{
    private const int MostVersions = 100;

    private static readonly AuditTarget Target = new("settings", "organization");

    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/settings", GetAsync)
            .WithName("GetSettings")
            .WithTags("Settings")
            .WithSummary("See the settings in force")
            .WithDescription("The ETag is their version: send it in If-Match to change them.")
            .RequirePermission(Permission.ReadSettings);
        routes
            .MapPut("/settings", ReplaceAsync)
            .WithName("ReplaceSettings")
            .WithTags("Settings")
            .WithSummary("Replace the settings")
            .WithDescription(
                "All of them, as one new version; what is sent as it was changes nothing. 412: somebody changed them since the version in If-Match. 428: there is no If-Match."
            )
            .RequirePermission(Permission.ManageSettings)
            .RequireConfirmation()
            .ProducesProblemBody(412, 415, 428)
            .Validated(new SettingsBodyRules());
        routes
            .MapGet("/settings/versions", ListAsync)
            .WithName("ListSettingsVersions")
            .WithTags("Settings")
            .WithSummary("List the versions of the settings")
            .WithDescription("The newest 100, each with who made it, when, and what it changed.")
            .RequirePermission(Permission.ReadSettings);
        routes
            .MapGet("/settings/diff", CompareAsync)
            .WithName("CompareSettings")
            .WithTags("Settings")
            .WithSummary("Compare two versions of the settings")
            .WithDescription("from and to are versions; 0 are the defaults. 404: there is no such version.")
            .RequirePermission(Permission.ReadSettings)
            .ProducesProblemBody(400, 404);
        routes
            .MapPost("/settings/rollback", RollBackAsync)
            .WithName("RollBackSettings")
            .WithTags("Settings")
            .WithSummary("Go back to an earlier version of the settings")
            .WithDescription(
                "Makes a next version that says what the earlier one said. What needs an approval in writing needs it as it is given now."
            )
            .RequirePermission(Permission.ManageSettings)
            .RequireConfirmation()
            .ProducesProblemBody(404, 412, 415, 428)
            .Validated(new SettingsRollBackRequestRules());
    }

    internal static async Task<Results<Ok<SettingsView>, ProblemResult>> GetAsync(
        Person person,
        SettingsStore settings,
        HttpContext context
    )
    {
        var current = await settings.GetAsync(person.Organization, context.RequestAborted);
        return Shown(current, context);
    }

    internal static async Task<Results<Ok<SettingsView>, ProblemResult>> ReplaceAsync(
        SettingsBody body,
        Person person,
        SettingsStore settings,
        HttpContext context
    )
    {
        context.Concerns(Target);
        var seen = SeenVersion.SeenNumber(context);
        return seen.Succeeded
            ? Shown(
                await settings.ChangeAsync(person.Organization, seen.Value, _ => body.ToSettings(), person.Actor, context.RequestAborted),
                context
            )
            : seen.Failure.ToProblem(SeenVersion.Advice(seen.Failure));
    }

    internal static async Task<Results<Ok<SettingsVersionsView>, ProblemResult>> ListAsync(
        Person person,
        SettingsStore settings,
        HttpContext context
    )
    {
        var versions = await settings.HistoryAsync(person.Organization, MostVersions, context.RequestAborted);
        return versions.Succeeded
            ? TypedResults.Ok(
                new SettingsVersionsView([
                    .. versions.Value.Select(version => new SettingsVersionView(
                        version.Version,
                        version.At,
                        version.By,
                        [.. version.Changes.Select(SettingsChangeView.Of)]
                    )),
                ])
            )
            : versions.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<SettingsDiffView>, ProblemResult>> CompareAsync(
        [FromQuery] long? from,
        [FromQuery] long? to,
        Person person,
        SettingsStore settings,
        HttpContext context
    )
    {
        if (from is not { } first || to is not { } second)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { [from is null ? "from" : "to"] = ["must be a version"] });
        }

        var changes = await settings.CompareAsync(person.Organization, first, second, context.RequestAborted);
        return changes.Succeeded
            ? TypedResults.Ok(new SettingsDiffView(first, second, [.. changes.Value.Select(SettingsChangeView.Of)]))
            : changes.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<SettingsView>, ProblemResult>> RollBackAsync(
        SettingsRollBackRequest request,
        Person person,
        SettingsStore settings,
        HttpContext context
    )
    {
        context.Concerns(Target);
        var seen = SeenVersion.SeenNumber(context);
        return seen.Succeeded
            ? Shown(
                await settings.RollBackAsync(person.Organization, request.Version, seen.Value, person.Actor, context.RequestAborted),
                context
            )
            : seen.Failure.ToProblem(SeenVersion.Advice(seen.Failure));
    }

    private static Results<Ok<SettingsView>, ProblemResult> Shown(Outcome<VersionedSettings> outcome, HttpContext context)
    {
        if (!outcome.Succeeded)
        {
            // Lost against somebody else at the same moment: for the caller that is a version they have not seen.
            var failure = outcome.Failure.Code == FailureCode.Conflict ? new Failure(FailureCode.PreconditionFailed) : outcome.Failure;
            return failure.ToProblem(SeenVersion.Advice(failure));
        }

        SeenVersion.Show(context, outcome.Value.Version);
        return TypedResults.Ok(SettingsView.Of(outcome.Value));
    }
}
