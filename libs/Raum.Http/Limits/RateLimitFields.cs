using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Raum.Core;

namespace Raum.Http.Limits;

/// <summary>The fields <c>RateLimit-Policy</c> and <c>RateLimit</c> of draft-ietf-httpapi-ratelimit-headers (sections 3 and 4): lists of strings with parameters (RFC 9651).</summary>
public static class RateLimitFields
{
    public const string Policy = "RateLimit-Policy";
    public const string Limit = "RateLimit";

    /// <summary>Adds what is left of these limits to the answer.</summary>
    public static void Show(this HttpResponse response, IReadOnlyList<Allowance> allowances)
    {
        foreach (var allowance in allowances)
        {
            Append(response, Policy, Invariant($"\"{allowance.Name}\";q={allowance.Limit};w={Seconds(allowance.Window)}"));
            Append(response, Limit, Invariant($"\"{allowance.Name}\";r={allowance.Remaining};t={Seconds(allowance.ResetsIn)}"));
        }
    }

    private static void Append(HttpResponse response, string field, string item) =>
        response.Headers[field] = response.Headers.TryGetValue(field, out var before) ? new StringValues($"{before}, {item}") : item;

    /// <summary>Whole seconds; never earlier than the moment itself.</summary>
    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(Math.Max(time.TotalSeconds, 0));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
