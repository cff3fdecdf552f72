using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Tokens;

namespace Raum.Api.Features.Tokens;

/// <summary>Tokens of a session, for programs that keep no cookies (ORG-4).</summary>
internal static class TokenRoutes
{
    private const string KeepFor = "public, max-age=300";

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/session/tokens", BeginAsync)
            .WithName("BeginTokens")
            .WithTags("Tokens")
            .WithSummary("Get tokens for one's session")
            .WithDescription(
                "An access token (JWS, ES256) for 15 minutes, and a refresh token. Tokens that the session had before have ended; these end with it."
            )
            .RequirePermission(Permission.OwnSession)
            .RequireConfirmation();
        routes
            .MapPost("/tokens/refresh", RefreshAsync)
            .WithName("RefreshTokens")
            .WithTags("Tokens")
            .WithSummary("Get the next tokens")
            .WithDescription("A refresh token works once. One that comes a second time ends the session with all its tokens.")
            .SignsIn("a refresh token is the proof")
            .ProducesProblemBody(415)
            .Validated(new RefreshRequestRules());
    }

    /// <summary>The keys that access tokens are checked with (RFC 7517).</summary>
    public static void MapTokenKeys(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/.well-known/jwks.json", KeysAsync)
            .WithName("GetTokenKeys")
            .WithTags("Tokens")
            .WithSummary("Get the public keys of access tokens")
            .WithDescription("The one that signs next is there a day ahead; one that signs no more stays until its last token has ended.")
            .OpenToEverybody("public keys")
            .ProducesProblemBody(503);

    internal static async Task<Results<Ok<TokensView>, ProblemResult>> BeginAsync(
        Person person,
        AccessTokens tokens,
        HttpContext context
    ) => Answer(await tokens.BeginAsync(person.Session, context.RequestAborted));

    internal static async Task<Results<Ok<TokensView>, ProblemResult>> RefreshAsync(
        RefreshRequest request,
        AccessTokens tokens,
        HttpContext context
    ) => Answer(await tokens.RefreshAsync(request.RefreshToken, context.RequestAborted));

    internal static async Task<Results<Ok<TokenKeysView>, ProblemResult>> KeysAsync(AccessTokens tokens, HttpContext context)
    {
        var keys = await tokens.KeysAsync(context.RequestAborted);
        if (!keys.Succeeded)
        {
            return keys.Failure.ToProblem();
        }

        context.Response.Headers.CacheControl = KeepFor;
        return TypedResults.Ok(
            new TokenKeysView([.. keys.Value.Select(key => new TokenKeyView("EC", "P-256", key.X, key.Y, key.Id, "sig", "ES256"))])
        );
    }

    private static Results<Ok<TokensView>, ProblemResult> Answer(Outcome<TokenPair> pair) =>
        pair.Succeeded
            ? TypedResults.Ok(TokensView.Of(pair.Value))
            : pair.Failure.ToProblem(pair.Failure.Code == FailureCode.Unauthorized ? "The refresh token has ended: sign in again." : null);
}

internal sealed record RefreshRequest(string RefreshToken);

internal sealed class RefreshRequestRules : AbstractValidator<RefreshRequest>
{
    public RefreshRequestRules() =>
        RuleFor(request => request.RefreshToken).Must(text => text.Length is > 0 and <= 512).WithMessage("must have 1 to 512 characters");
}

/// <param name="AccessToken">Send it as <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">Keep it as a password; it works once.</param>
/// <param name="RefreshExpiresAt">The end of the session.</param>
internal sealed record TokensView(
    string AccessToken,
    string TokenType,
    DateTimeOffset ExpiresAt,
    string RefreshToken,
    DateTimeOffset RefreshExpiresAt
)
{
    public static TokensView Of(TokenPair pair) => new(pair.Access, "Bearer", pair.AccessExpiresAt, pair.Refresh, pair.RefreshExpiresAt);

    public override string ToString() => "tokens";
}

internal sealed record TokenKeysView(IReadOnlyList<TokenKeyView> Keys);

internal sealed record TokenKeyView(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg);
