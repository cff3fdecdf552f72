using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Raum.Testing.Zendesk;

/// <summary><c>/oauth/authorizations/new</c>, where the account's admin always consents, and <c>/oauth/tokens</c>.</summary>
internal static class DeskOAuthEndpoints
{
    private static readonly string[] Scopes =
    [
        "read",
        "write",
        "tickets:read",
        "tickets:write",
        "users:read",
        "webhooks:read",
        "webhooks:write",
    ];

    public static void MapDeskOAuth(this IEndpointRouteBuilder routes, ZendeskDesk desk)
    {
        routes.MapGet("/oauth/authorizations/new", (HttpRequest request) => Authorize(desk, request.Query));
        routes.MapPost("/oauth/tokens", (HttpRequest request) => TokenAsync(desk, request));
    }

    private static IResult Authorize(ZendeskDesk desk, IQueryCollection query)
    {
        var (client, redirect, scope) = (query["client_id"].ToString(), query["redirect_uri"].ToString(), query["scope"].ToString());
        if (
            client != desk.Options.ClientId
            || query["response_type"] != "code"
            || query["state"].Count != 1
            || query["code_challenge_method"] != "S256"
            || !Uri.TryCreate(redirect, UriKind.Absolute, out _)
            || !Known(scope)
        )
        {
            return Results.BadRequest();
        }

        var code = desk.Tokens.Authorize(redirect, scope, query["code_challenge"], desk.ApiUser.Id);
        return Results.Redirect($"{redirect}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}");
    }

    private static async Task<IResult> TokenAsync(ZendeskDesk desk, HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            return Error("invalid_request", "The body must be JSON.");
        }

        using var document = await JsonDocument.ParseAsync(request.Body);
        string? Field(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
        if (Field("client_id") != desk.Options.ClientId || Field("client_secret") != desk.Options.ClientSecret)
        {
            return Error("invalid_client", "The client is unknown or its secret is wrong.", StatusCodes.Status401Unauthorized);
        }

        var grant = Field("grant_type") switch
        {
            "authorization_code" => desk.Tokens.Redeem(Field("code") ?? "", Field("redirect_uri") ?? "", Field("code_verifier")),
            "refresh_token" => desk.Tokens.Refresh(Field("refresh_token") ?? ""),
            "client_credentials" when Known(Field("scope") ?? "") => desk.Tokens.IssueForClient(
                Field("scope")!,
                desk.ApiUser.Id,
                int.TryParse(Field("expires_in"), out var seconds) ? TimeSpan.FromSeconds(seconds) : desk.Options.AccessTokenLifetime
            ),
            _ => null,
        };
        return grant is null ? Error("invalid_grant", "The grant is invalid, expired or revoked.") : Answer(grant);
    }

    private static bool Known(string scope) =>
        scope.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts && parts.All(Scopes.Contains);

    private static IResult Answer(DeskGrant grant)
    {
        var answer = new JsonObject
        {
            ["access_token"] = grant.AccessToken,
            ["token_type"] = "bearer",
            ["scope"] = grant.Scope,
            ["expires_in"] = grant.ExpiresIn,
        };
        if (grant.RefreshToken is { } refresh)
        {
            answer["refresh_token"] = refresh;
            answer["refresh_token_expires_in"] = grant.RefreshTokenExpiresIn;
        }

        return Results.Json(answer);
    }

    private static IResult Error(string code, string description, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new JsonObject { ["error"] = code, ["error_description"] = description }, statusCode: status);
}
