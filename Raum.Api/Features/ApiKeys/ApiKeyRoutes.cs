using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.ApiKeys;
using Raum.People.Access;
using Raum.People.Members;

namespace Raum.Api.Features.ApiKeys;

/// <summary>API keys of the organization (ORG-3): made and shown once, listed without their secret, ended at once.</summary>
internal static class ApiKeyRoutes
{
    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/api-keys", CreateAsync)
            .WithName("CreateApiKey")
            .WithTags("API keys")
            .WithSummary("Make an API key")
            .WithDescription("The token is shown this once.")
            .RequirePermission(Permission.ManageApiKeys)
            .RequireConfirmation()
            .ProducesProblemBody(415)
            .Validated(new ApiKeyRequestRules());
        routes
            .MapGet("/api-keys", ListAsync)
            .WithName("ListApiKeys")
            .WithTags("API keys")
            .WithSummary("List the API keys")
            .RequirePermission(Permission.ManageApiKeys);
        routes
            .MapPost("/api-keys/{key}/roll", RollAsync)
            .WithName("RollApiKey")
            .WithTags("API keys")
            .WithSummary("Replace an API key while it is in use")
            .WithDescription(
                "Makes a key with the same name, scopes and networks, which shares the quota; the token is shown this once. Both work until the overlap has passed, then the older one ends by itself. 409: the key has ended or was replaced already."
            )
            .RequirePermission(Permission.ManageApiKeys)
            .RequireConfirmation()
            .ProducesProblemBody(404, 409, 415)
            .Validated(new RollApiKeyRequestRules());
        routes
            .MapDelete("/api-keys/{key}", RevokeAsync)
            .WithName("RevokeApiKey")
            .WithTags("API keys")
            .WithSummary("End an API key at once")
            .RequirePermission(Permission.ManageApiKeys)
            .ProducesProblemBody(404);
    }

    internal static async Task<Results<Created<NewApiKeyView>, ProblemResult>> CreateAsync(
        ApiKeyRequest request,
        Person person,
        Organizations.ApiKeys.ApiKeys keys,
        HttpContext context
    )
    {
        var created = await keys.CreateAsync(
            person.Organization,
            request.Name,
            request.Scopes,
            request.ExpiresAt,
            request.Networks ?? [],
            person.Actor,
            context.RequestAborted
        );
        if (!created.Succeeded)
        {
            return created.Failure.ToProblem("Check the scopes, the networks and the time.");
        }

        context.Concerns(new AuditTarget("api-key", created.Value.Id.ToString()));
        return TypedResults.Created($"/v1/api-keys/{created.Value.Id}", new NewApiKeyView(created.Value.Id.Value, created.Value.Token));
    }

    internal static async Task<Results<Ok<ApiKeysView>, ProblemResult>> ListAsync(
        Person person,
        Organizations.ApiKeys.ApiKeys keys,
        MemberStore members,
        HttpContext context
    )
    {
        var listed = await keys.ListAsync(person.Organization, context.RequestAborted);
        var makers = await members.WhoMayAsync(person.Organization, Permission.ManageApiKeys, context.RequestAborted);
        if (!makers.Succeeded)
        {
            return makers.Failure.ToProblem();
        }

        return listed.Succeeded
            ? TypedResults.Ok(
                new ApiKeysView([
                    .. listed.Value.Select(key => new ApiKeyView(
                        key.Id.Value,
                        key.Name,
                        key.Scopes,
                        key.CreatedAt,
                        key.AllowedNetworks,
                        key.Uses,
                        Guid.TryParse(key.CreatedBy, out var maker) && !makers.Value.Contains(new UserId(maker)),
                        key.CreatedBy,
                        key.ExpiresAt,
                        key.RevokedAt,
                        key.LastUsedAt
                    )),
                ])
            )
            : listed.Failure.ToProblem();
    }

    internal static async Task<Results<Created<NewApiKeyView>, ProblemResult>> RollAsync(
        Guid key,
        RollApiKeyRequest request,
        Person person,
        ApiKeyRollover rollover,
        HttpContext context
    )
    {
        context.Concerns(new AuditTarget("api-key", key.ToString("D")));
        var rolled = await rollover.RollAsync(
            person.Organization,
            new ApiKeyId(key),
            TimeSpan.FromHours(request.OverlapHours ?? RollApiKeyRequest.DefaultHours),
            person.Actor,
            context.RequestAborted
        );
        return rolled.Succeeded
            ? TypedResults.Created($"/v1/api-keys/{rolled.Value.Id}", new NewApiKeyView(rolled.Value.Id.Value, rolled.Value.Token))
            : rolled.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> RevokeAsync(
        Guid key,
        Person person,
        Organizations.ApiKeys.ApiKeys keys,
        HttpContext context
    )
    {
        context.Concerns(new AuditTarget("api-key", key.ToString("D")));
        var revoked = await keys.RevokeAsync(person.Organization, new ApiKeyId(key), person.Actor, context.RequestAborted);
        return revoked.Succeeded ? TypedResults.Ok(DoneView.Yes) : revoked.Failure.ToProblem();
    }
}

/// <param name="Scopes">What the key may do: <c>jobs</c>, <c>approve</c>, <c>audit</c>, <c>redact</c>, <c>privacy</c>, <c>knowledge</c>.</param>
/// <param name="Networks">Addresses or networks (CIDR) it may come from; absent: every place.</param>
internal sealed record ApiKeyRequest(
    string Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset? ExpiresAt = null,
    IReadOnlyList<string>? Networks = null
);

/// <param name="OverlapHours">How long both keys work; 0 ends the older one at once. Default 24, at most 720.</param>
internal sealed record RollApiKeyRequest(int? OverlapHours = null)
{
    public const int DefaultHours = 24;
}

internal sealed class RollApiKeyRequestRules : AbstractValidator<RollApiKeyRequest>
{
    public RollApiKeyRequestRules() =>
        RuleFor(request => request.OverlapHours).Must(hours => hours is null or (>= 0 and <= 720)).WithMessage("must be from 0 to 720");
}

/// <param name="Token">Shown this once.</param>
internal sealed record NewApiKeyView(Guid Id, string Token)
{
    public override string ToString() => $"API key {Id}";
}

internal sealed record ApiKeysView(IReadOnlyList<ApiKeyView> Keys);

/// <param name="MakerIsGone">Who made it may make none any more: removed, or in another role. The key works until it is ended.</param>
/// <param name="CreatedBy">A user id, or <c>raum-cli</c>; absent for keys of older versions.</param>
internal sealed record ApiKeyView(
    Guid Id,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    IReadOnlyList<string> Networks,
    long Uses,
    bool MakerIsGone,
    string? CreatedBy = null,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? RevokedAt = null,
    DateTimeOffset? LastUsedAt = null
);

internal sealed class ApiKeyRequestRules : AbstractValidator<ApiKeyRequest>
{
    public ApiKeyRequestRules()
    {
        RuleFor(request => request.Name).Must(name => name.Length is > 0 and <= 200).WithMessage("must have 1 to 200 characters");
        RuleFor(request => request.Scopes)
            .Must(scopes => scopes.Count is > 0 and <= 20 && !scopes.Except(ApiKeyScopes.All).Any())
            .WithMessage("must be scopes, at least one");
        RuleFor(request => request.Networks).Must(networks => networks is null || networks.Count <= 50).WithMessage("must be 50 at most");
    }
}
