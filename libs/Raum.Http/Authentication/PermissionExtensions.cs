using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Http.Problems;
using Raum.People;
using Raum.People.Access;
using Raum.People.Sessions;

namespace Raum.Http.Authentication;

/// <summary>What a route asks for: metadata of every route that is not open to everybody.</summary>
public sealed record RequiredPermission(Permission Permission);

/// <summary>A route that needs nobody's permission, and why. What is neither this nor has a <see cref="RequiredPermission"/> is refused.</summary>
/// <param name="Reason">For the reader and for the test that lists such routes.</param>
public sealed record OpenRoute(string Reason);

/// <summary>Marks a route for people who proved only a moment ago who they are.</summary>
public sealed record NeedsConfirmation;

public static class PermissionExtensions
{
    internal const string Claim = "permission";

    /// <summary>Only callers with this permission may call the endpoint: people by their role, API keys by their scopes.</summary>
    public static RouteHandlerBuilder RequirePermission(this RouteHandlerBuilder route, Permission permission) =>
        route
            .RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireClaim(Claim, permission.ToString()))
            .WithMetadata(new RequiredPermission(permission))
            .ProducesProblemBody(
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status410Gone,
                StatusCodes.Status421MisdirectedRequest,
                StatusCodes.Status429TooManyRequests,
                StatusCodes.Status503ServiceUnavailable
            );

    /// <summary>Everybody may call the endpoint.</summary>
    public static TBuilder OpenToEverybody<TBuilder>(this TBuilder route, string reason)
        where TBuilder : IEndpointConventionBuilder => route.AllowAnonymous().WithMetadata(new OpenRoute(reason));

    /// <summary>A dangerous action: the person must have proved who it is within <see cref="PeopleOptions.ConfirmationStands"/> (ASVS 7.5.1).</summary>
    public static RouteHandlerBuilder RequireConfirmation(this RouteHandlerBuilder route) =>
        route.WithMetadata(new NeedsConfirmation()).AddEndpointFilter(ConfirmedAsync);

    /// <summary>A change of a way in to the person's account, which every organization of theirs relies on: as <see cref="RequireConfirmation"/>, and not for somebody whom one organization's identity provider vouched for.</summary>
    public static RouteHandlerBuilder RequireOwnProof(this RouteHandlerBuilder route) =>
        route.RequireConfirmation().AddEndpointFilter(OwnProofAsync);

    /// <summary>Why a person may not do something, in words that say what would help.</summary>
    internal static string Refusal(SessionIdentity? session) =>
        session switch
        {
            { Impersonation: not null } =>
                "This is the person's own to do, or not while somebody acts as them: POST /v1/session/return first.",
            { Sidebar.Kind: SidebarKind.Claimed } =>
                "The account is proved, the person is not: sign in to Raum, or open the sidebar with Zendesk's signed token.",
            { Sidebar: not null } => "Not in the sidebar: sign in to Raum.",
            { Visit: not null } => "Support sees the audit log and nothing else.",
            { NeedsSecondFactor: true } =>
                "This organization demands a second factor: add an authenticator (POST /v1/account/totp), or sign in with a passkey.",
            _ => "Your role does not allow this.",
        };

    internal static ClaimsIdentity Identity(string scheme, IReadOnlySet<Permission> permissions) =>
        new(permissions.Select(permission => new Claim(Claim, permission.ToString())), scheme);

    private static ValueTask<object?> OwnProofAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.FindCaller()?.Person is { IsVouchedFor: false }
            ? next(context)
            : ValueTask.FromResult<object?>(
                new Failure(FailureCode.Forbidden).ToProblem(
                    "Single sign-on opens one organization; sign in with a proof of your own to change your account."
                )
            );

    private static ValueTask<object?> ConfirmedAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        var oldest =
            services.GetRequiredService<TimeProvider>().GetUtcNow()
            - services.GetRequiredService<IOptions<PeopleOptions>>().Value.ConfirmationStands;
        return context.HttpContext.FindCaller()?.Person is { } session && session.ConfirmedAt >= oldest
            ? next(context)
            : ValueTask.FromResult<object?>(
                new Failure(FailureCode.ConfirmationRequired).ToProblem("POST /v1/session/confirm first, then repeat this.")
            );
    }
}
