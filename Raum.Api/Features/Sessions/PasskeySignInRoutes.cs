using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Passkeys;
using Raum.People.Sessions;

namespace Raum.Api.Features.Sessions;

/// <summary>Signs in with a passkey, in two steps: the challenge, and the device's answer.</summary>
internal static class PasskeySignInRoutes
{
    public static void MapPasskeySignIn(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/session/passkey/options", BeginAsync)
            .WithName("BeginPasskeySignIn")
            .WithTags("Sessions")
            .WithSummary("Begin signing in with a passkey")
            .WithDescription("Options for navigator.credentials.get, and a token that goes back with its answer, once, within 5 minutes.")
            .SignsIn("signing in");
        routes
            .MapPost("/session/passkey", FinishAsync)
            .WithName("SignInWithPasskey")
            .WithTags("Sessions")
            .WithSummary("Sign in with a passkey")
            .SignsIn("signing in")
            .ProducesProblemBody(415)
            .Validated(new PasskeyRequestRules());
    }

    internal static async Task<Results<Ok<PasskeyChallengeView>, ProblemResult>> BeginAsync(PasskeySignIn passkeys, HttpContext context)
    {
        var begun = await passkeys.BeginSignInAsync(context);
        return begun.Succeeded ? TypedResults.Ok(PasskeyChallengeView.Of(begun.Value)) : begun.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<SignInView>, ProblemResult>> FinishAsync(
        PasskeyRequest request,
        PasskeySignIn passkeys,
        SessionStore sessions,
        HttpContext context
    )
    {
        OrganizationId? organization = request.Organization is { } id ? new OrganizationId(id) : null;
        var step = await passkeys.FinishSignInAsync(
            request.Token,
            new PersonalText(request.Credential.GetRawText()),
            organization,
            context.AuditOrigin(),
            context
        );
        return await step.AnswerAsync(context, sessions);
    }
}

/// <param name="Options">As WebAuthn has it, for <c>PublicKeyCredential.parse…OptionsFromJSON</c>.</param>
internal sealed record PasskeyChallengeView(string Token, JsonElement Options)
{
    public static PasskeyChallengeView Of(PasskeyChallenge challenge) =>
        new(challenge.Token, JsonDocument.Parse(challenge.OptionsJson).RootElement.Clone());
}

/// <param name="Credential">What the browser answered: <c>PublicKeyCredential.toJSON()</c>.</param>
internal sealed record PasskeyRequest(string Token, JsonElement Credential, Guid? Organization = null)
{
    public override string ToString() => "passkey";
}

internal sealed class PasskeyRequestRules : AbstractValidator<PasskeyRequest>
{
    public PasskeyRequestRules()
    {
        RuleFor(request => request.Token).Must(text => text.Length is > 0 and <= 512).WithMessage("must have 1 to 512 characters");
        RuleFor(request => request.Credential).Must(json => json.ValueKind == JsonValueKind.Object).WithMessage("must be an object");
    }
}
