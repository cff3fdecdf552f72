using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.Credentials;
using Raum.People.Access;

namespace Raum.Api.Features.Credentials;

/// <summary>The organization's accounts at AI providers (KEY-3, KEY-4): keys go in and never come out.</summary>
internal static class ProviderAccountRoutes
{
    public static void MapProviderAccounts(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/provider-accounts", ListAsync)
            .WithName("ListProviderAccounts")
            .WithTags("Provider accounts")
            .WithSummary("List the accounts at AI providers")
            .WithDescription("In the order they are asked; never a key.")
            .RequirePermission(Permission.ReadSettings);
        routes
            .MapPost("/provider-accounts", AddAsync)
            .WithName("AddProviderAccount")
            .WithTags("Provider accounts")
            .WithSummary("Add an account at an AI provider")
            .WithDescription("It is used once its terms, and another region, are approved in writing. Its key is shown to nobody.")
            .RequirePermission(Permission.ManageCredentials)
            .RequireConfirmation()
            .ProducesProblemBody(415)
            .Validated(new ProviderAccountRequestRules());
        routes
            .MapPost("/provider-accounts/{account}/rotate", RotateAsync)
            .WithName("RotateProviderAccount")
            .WithTags("Provider accounts")
            .WithSummary("Replace the key of an account")
            .WithDescription(
                "The account with the next key has an id of its own, and the approvals of the one before. Both keys are live until the overlap has passed, the next one first; the older one then ends by itself. 404: there is no such account, or its key was replaced already."
            )
            .RequirePermission(Permission.ManageCredentials)
            .RequireConfirmation()
            .ProducesProblemBody(404, 415)
            .Validated(new RotateAccountRequestRules());
        routes
            .MapDelete("/provider-accounts/{account}", RemoveAsync)
            .WithName("RemoveProviderAccount")
            .WithTags("Provider accounts")
            .WithSummary("Take an account out of use and erase its key")
            .RequirePermission(Permission.ManageCredentials)
            .RequireConfirmation()
            .ProducesProblemBody(404);
    }

    internal static async Task<Results<Ok<ProviderAccountsView>, ProblemResult>> ListAsync(
        Person person,
        ProviderCredentials credentials,
        TimeProvider clock,
        HttpContext context
    )
    {
        var listed = await credentials.ListAsync(person.Organization, context.RequestAborted);
        return listed.Succeeded
            ? TypedResults.Ok(new ProviderAccountsView([.. listed.Value.Select(one => ProviderAccountView.Of(one, clock.GetUtcNow()))]))
            : listed.Failure.ToProblem();
    }

    internal static async Task<Results<Created<NewProviderAccountView>, ProblemResult>> AddAsync(
        ProviderAccountRequest request,
        Person person,
        ProviderCredentials credentials,
        TimeProvider clock,
        HttpContext context
    )
    {
        if (request.RotateBy <= clock.GetUtcNow())
        {
            return InThePast();
        }

        var added = await credentials.AddAsync(person.Organization, request.ToCredential(), person.Actor, context.RequestAborted);
        return Made(added, context);
    }

    internal static async Task<Results<Created<NewProviderAccountView>, ProblemResult>> RotateAsync(
        Guid account,
        RotateAccountRequest request,
        Person person,
        CredentialRotation rotation,
        TimeProvider clock,
        HttpContext context
    )
    {
        if (request.RotateBy <= clock.GetUtcNow())
        {
            return InThePast();
        }

        context.Concerns(TargetOf(account));
        var rotated = await rotation.RotateAsync(
            person.Organization,
            account,
            request.Key,
            TimeSpan.FromHours(request.OverlapHours ?? RotateAccountRequest.DefaultHours),
            request.RotateBy,
            person.Actor,
            context.RequestAborted
        );
        return Made(rotated, context);
    }

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> RemoveAsync(
        Guid account,
        Person person,
        ProviderCredentials credentials,
        HttpContext context
    )
    {
        context.Concerns(TargetOf(account));
        var removed = await credentials.RemoveAsync(person.Organization, account, person.Actor, context.RequestAborted);
        return removed.Succeeded ? TypedResults.Ok(DoneView.Yes) : removed.Failure.ToProblem();
    }

    private static Results<Created<NewProviderAccountView>, ProblemResult> Made(Outcome<Guid> made, HttpContext context)
    {
        if (!made.Succeeded)
        {
            return made.Failure.ToProblem();
        }

        context.Concerns(TargetOf(made.Value));
        return TypedResults.Created($"/v1/provider-accounts/{made.Value:D}", new NewProviderAccountView(made.Value));
    }

    private static ProblemResult InThePast() =>
        Problem.Invalid(new Dictionary<string, string[]> { ["$.rotateBy"] = ["must be in the future"] });

    private static AuditTarget TargetOf(Guid account) => new("provider-credential", account.ToString("D"));
}
