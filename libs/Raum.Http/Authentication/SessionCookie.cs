using Microsoft.AspNetCore.Http;
using Raum.People.Sessions;

namespace Raum.Http.Authentication;

/// <summary>The cookies of people. <c>__Host-</c>: only this host sets and gets them, over TLS, for every path (RFC 6265bis, 4.1.3.2); no script reads them.</summary>
public static class SessionCookie
{
    public const string Name = "__Host-raum-session";

    /// <summary>Binds what a browser began, such as a magic link, to that browser.</summary>
    public const string BrowserName = "__Host-raum-browser";

    public static void SetSession(this HttpResponse response, NewSession session) =>
        response.Cookies.Append(Name, session.Token, Options(SameSiteMode.Strict, session.ExpiresAt));

    public static void ForgetSession(this HttpResponse response) => response.Cookies.Delete(Name, Options(SameSiteMode.Strict, null));

    /// <param name="secret">Random, made for this one purpose.</param>
    public static void SetBrowser(this HttpResponse response, string secret, DateTimeOffset until) =>
        // Lax: the way back from an identity provider is a navigation from another site.
        response.Cookies.Append(BrowserName, secret, Options(SameSiteMode.Lax, until));

    private static CookieOptions Options(SameSiteMode sameSite, DateTimeOffset? expires) =>
        new()
        {
            HttpOnly = true,
            Secure = true,
            Path = "/",
            SameSite = sameSite,
            Expires = expires,
            IsEssential = true,
        };
}
