using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.Settings;
using Raum.People.Access;

namespace Raum.Api.Features.Credentials;

/// <summary>The secret that signs the organization's callbacks: made here, shown once.</summary>
internal static class CallbackSecretRoutes
{
    public static void MapCallbackSecret(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/callback-secret", GetAsync)
            .WithName("GetCallbackSecret")
            .WithTags("Settings")
            .WithSummary("See when the secret of callbacks was made")
            .WithDescription("The secret is shown when it is made, and never again. 404: there is none.")
            .RequirePermission(Permission.ReadSettings)
            .ProducesProblemBody(404);
        routes
            .MapPost("/callback-secret", RotateAsync)
            .WithName("RotateCallbackSecret")
            .WithTags("Settings")
            .WithSummary("Make the secret of callbacks, or the next one")
            .WithDescription("256 random bits as base64, shown this once. The one before signs nothing from now on.")
            .RequirePermission(Permission.ManageCredentials)
            .RequireConfirmation();
        routes
            .MapDelete("/callback-secret", RemoveAsync)
            .WithName("RemoveCallbackSecret")
            .WithTags("Settings")
            .WithSummary("Take the secret of callbacks away")
            .WithDescription("No callback is sent until there is a next one.")
            .RequirePermission(Permission.ManageCredentials)
            .RequireConfirmation()
            .ProducesProblemBody(404);
    }

    internal static async Task<Results<Ok<CallbackSecretView>, ProblemResult>> GetAsync(
        Person person,
        CallbackSecrets secrets,
        HttpContext context
    )
    {
        var changed = await secrets.ChangedAtAsync(person.Organization, context.RequestAborted);
        return changed.Succeeded ? TypedResults.Ok(new CallbackSecretView(changed.Value)) : changed.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<NewCallbackSecretView>, ProblemResult>> RotateAsync(
        Person person,
        CallbackSecrets secrets,
        HttpContext context
    )
    {
        context.Concerns(TargetOf(person.Organization));
        var rotated = await secrets.RotateAsync(person.Organization, person.Actor, context.RequestAborted);
        return rotated.Succeeded ? TypedResults.Ok(new NewCallbackSecretView(rotated.Value.Reveal())) : rotated.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> RemoveAsync(
        Person person,
        CallbackSecrets secrets,
        HttpContext context
    )
    {
        context.Concerns(TargetOf(person.Organization));
        var removed = await secrets.RemoveAsync(person.Organization, person.Actor, context.RequestAborted);
        return removed.Succeeded ? TypedResults.Ok(DoneView.Yes) : removed.Failure.ToProblem();
    }

    private static AuditTarget TargetOf(OrganizationId organization) => new("callback", organization.ToString());
}

internal sealed record CallbackSecretView(DateTimeOffset ChangedAt);

/// <param name="Secret">Shown this once.</param>
internal sealed record NewCallbackSecretView(string Secret)
{
    public override string ToString() => "A callback secret";
}
