using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Http.Limits;
using Raum.Http.Problems;
using Raum.Http.Protection;
using Raum.People;
using Raum.People.Sessions;

namespace Raum.Http.Authentication;

/// <summary>Sessions of people, by cookie (ORG-4). Every request looks its session up: what ended has ended, and a role that changed has changed.</summary>
internal sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    SessionStore sessions,
    IOptions<PeopleOptions> people,
    RateLimits limits
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Session";

    private Failure? _failure;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Cookies.TryGetValue(SessionCookie.Name, out var token))
        {
            return AuthenticateResult.NoResult();
        }

        if (!OwnPages.MayUseCookies(Request, people.Value.PublicUrl))
        {
            return Fail(new Failure(FailureCode.Forbidden));
        }

        var source = Context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!limits.MaySignIn(source))
        {
            return Fail(new Failure(FailureCode.RateLimited, TimeSpan.FromSeconds(1)));
        }

        var found = await sessions.AuthenticateAsync(token, Context.RequestAborted);
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
        return failure
            .ToProblem(
                failure.Code switch
                {
                    FailureCode.Unauthorized => "The session has ended: sign in again.",
                    FailureCode.Forbidden => "A session is used by pages of this origin only.",
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
