using Microsoft.AspNetCore.Http;

namespace Raum.Http.Protection;

/// <summary>Keeps other sites from using a person's cookies (ASVS 3.5.1). SameSite does most of it; this does not depend on it.</summary>
/// <remarks>Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet, "Fetch Metadata" and "Verifying Origin".</remarks>
internal static class OwnPages
{
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>A request that changes something must say that a page of this origin makes it; one that reads must not say otherwise.</summary>
    public static bool MayUseCookies(HttpRequest request, string publicUrl)
    {
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return request.Headers.Origin.Count > 0 ? IsOwn(request.Headers.Origin, publicUrl)
            : request.Headers[FetchSite] is [{ } site] ? site == "same-origin" || (reads && site == "none")
            : reads;
    }

    /// <summary>For requests that set cookies: other sites must not sign a browser in as somebody of their choice.</summary>
    public static bool MaySignIn(HttpRequest request, string publicUrl) =>
        (request.Headers.Origin.Count == 0 || IsOwn(request.Headers.Origin, publicUrl))
        && request.Headers[FetchSite] is not ["cross-site" or "same-site"];

    private static bool IsOwn(Microsoft.Extensions.Primitives.StringValues origins, string publicUrl) =>
        origins is [{ } origin]
        && string.Equals(origin, new Uri(publicUrl).GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);
}
