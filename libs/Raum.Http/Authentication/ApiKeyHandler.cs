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
using Raum.Organizations.ApiKeys;
using Raum.People.Access;

namespace Raum.Http.Authentication;

/// <summary>Bearer API keys (ORG-3). Every request looks its key up: a revoked key ends with its revocation.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ApiKeys keys,
    KeyUse use,
    RateLimits limits
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "ApiKey";
    private const string Prefix = "Bearer ";

    private Failure? _failure;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var authorization = Request.Headers.Authorization;
        if (authorization.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        var source = Context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!limits.MaySignIn(source))
        {
            return Fail(new Failure(FailureCode.RateLimited, TimeSpan.FromSeconds(1)));
        }

        var found =
            authorization is [{ } header] && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                ? await keys.AuthenticateAsync(header[Prefix.Length..].Trim(), source, Context.RequestAborted)
                : new Failure(FailureCode.Unauthorized);
        if (!found.Succeeded)
        {
            if (found.Failure.Code == FailureCode.Unauthorized)
            {
                await limits.SignInFailedAsync(source);
            }

            return Fail(found.Failure);
        }

        var key = found.Value;
        Context.SetCaller(Caller.Of(key.Organization, key.Id));
        use.Note(key);
        var identity = PermissionExtensions.Identity(Scheme, PermissionMatrix.Of(key.Scopes));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    /// <summary>401, or 503 when it could not be told whose key this is, or 429 for a source that guesses.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = _failure ?? new Failure(FailureCode.Unauthorized);
        if (failure.Code == FailureCode.Unauthorized)
        {
            Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"raum\"";
        }

        return failure
            .ToProblem(failure.Code == FailureCode.Unauthorized ? "Send a live API key: Authorization: Bearer raum_…" : null)
            .ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        new Failure(FailureCode.Forbidden).ToProblem("The API key lacks the scope that this needs.").ExecuteAsync(Context);

    private AuthenticateResult Fail(Failure failure)
    {
        _failure = failure;
        return AuthenticateResult.Fail("refused");
    }
}
