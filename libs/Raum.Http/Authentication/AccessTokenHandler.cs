using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Raum.Core;
using Raum.Http.Limits;
using Raum.Http.Problems;
using Raum.Http.Protection;
using Raum.People;
using Raum.People.Tokens;

namespace Raum.Http.Authentication;

/// <summary>Access tokens of people, as bearer (ORG-4). Each request looks its session up: what ended has ended, and a role that changed ends the token.</summary>
internal sealed class AccessTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    AccessTokens tokens,
    IOptions<PeopleOptions> people,
    RateLimits limits
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "AccessToken";
    private const string Prefix = "Bearer ";

    private Failure? _failure;

    /// <summary>Whether a bearer is one by its form: three parts. API keys have no dots.</summary>
    public static bool IsFor(HttpRequest request) =>
        request.Headers.Authorization is [{ } header]
        && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && header.AsSpan().Count('.') == 2;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // As for a session: pages of other origins have no business with a person's tokens.
        if (!OwnPages.MaySignIn(Request, people.Value.PublicUrl))
        {
            return Fail(new Failure(FailureCode.Forbidden));
        }

        var source = Context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!limits.MaySignIn(source))
        {
            return Fail(new Failure(FailureCode.RateLimited, TimeSpan.FromSeconds(1)));
        }

        var token = Request.Headers.Authorization.ToString()[Prefix.Length..].Trim();
        var found = await tokens.AuthenticateAsync(token, Context.RequestAborted);
        if (!found.Succeeded)
        {
            if (found.Failure.Code == FailureCode.Unauthorized)
            {
                await limits.SignInFailedAsync(source);
            }

            return Fail(found.Failure);
        }

        Context.SetCaller(Caller.Of(found.Value));
        var identity = PermissionExtensions.Identity(Scheme, found.Value.Permissions);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = _failure ?? new Failure(FailureCode.Unauthorized);
        if (failure.Code == FailureCode.Unauthorized)
        {
            // RFC 6750, 3.1
            Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"raum\", error=\"invalid_token\"";
        }

        return failure
            .ToProblem(
                failure.Code switch
                {
                    FailureCode.Unauthorized => "The access token has ended: POST /v1/tokens/refresh, or sign in again.",
                    FailureCode.Forbidden => "A person's tokens are used by pages of this origin, or by programs.",
                    _ => null,
                }
            )
            .ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        new Failure(FailureCode.Forbidden).ToProblem(PermissionExtensions.Refusal(Context.FindCaller()?.Person)).ExecuteAsync(Context);

    private AuthenticateResult Fail(Failure failure)
    {
        _failure = failure;
        return AuthenticateResult.Fail("refused");
    }
}
