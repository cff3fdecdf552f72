using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Passkeys;

namespace Raum.Api.Features.Account;

/// <summary>A person's own passkeys: add, list, remove.</summary>
internal static class PasskeyRoutes
{
    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/account/passkeys/options", BeginAsync)
            .WithName("BeginPasskey")
            .WithTags("Account")
            .WithSummary("Begin adding a passkey")
            .RequirePermission(Permission.OwnAccount)
            .RequireOwnProof();
        routes
            .MapPost("/account/passkeys", FinishAsync)
            .WithName("AddPasskey")
            .WithTags("Account")
            .WithSummary("Add a passkey")
            .WithDescription("400: this is no answer to a challenge that was asked of this person.")
            .RequirePermission(Permission.OwnAccount)
            .RequireOwnProof()
            .ProducesProblemBody(415)
            .Validated(new PasskeyRequestRules());
        routes
            .MapGet("/account/passkeys", ListAsync)
            .WithName("ListPasskeys")
            .WithTags("Account")
            .WithSummary("List one's own passkeys")
            .RequirePermission(Permission.OwnAccount);
        routes
            .MapDelete("/account/passkeys/{passkey}", RemoveAsync)
            .WithName("RemovePasskey")
            .WithTags("Account")
            .WithSummary("Remove a passkey")
            .RequirePermission(Permission.OwnAccount)
            .RequireOwnProof()
            .ProducesProblemBody(404);
    }

    internal static async Task<Results<Ok<PasskeyChallengeView>, ProblemResult>> BeginAsync(
        Person person,
        PasskeySignIn passkeys,
        HttpContext context
    )
    {
        var begun = await passkeys.BeginCreateAsync(person.Session, context);
        return begun.Succeeded ? TypedResults.Ok(PasskeyChallengeView.Of(begun.Value)) : begun.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> FinishAsync(
        PasskeyRequest request,
        Person person,
        PasskeySignIn passkeys,
        HttpContext context
    )
    {
        var added = await passkeys.FinishCreateAsync(
            person.Session,
            request.Token,
            new PersonalText(request.Credential.GetRawText()),
            context
        );
        return added.Succeeded ? TypedResults.Ok(DoneView.Yes) : added.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<PasskeysView>, ProblemResult>> ListAsync(
        Person person,
        PasskeySignIn passkeys,
        HttpContext context
    )
    {
        var listed = await passkeys.ListAsync(person.User, context.RequestAborted);
        return listed.Succeeded ? TypedResults.Ok(new PasskeysView(listed.Value)) : listed.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> RemoveAsync(
        string passkey,
        Person person,
        PasskeySignIn passkeys,
        HttpContext context
    )
    {
        var removed = await passkeys.RemoveAsync(person.Session, passkey, context.RequestAborted);
        return removed.Succeeded ? TypedResults.Ok(DoneView.Yes) : removed.Failure.ToProblem();
    }
}

internal sealed record PasskeysView(IReadOnlyList<PasskeySummary> Passkeys);
