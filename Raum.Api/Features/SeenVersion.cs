using System.Globalization;
using Microsoft.Net.Http.Headers;
using Raum.Core;

namespace Raum.Api.Features;

/// <summary>Versions as entity tags: who changes something says in <c>If-Match</c> which version they have seen (RFC 9110, section 13.1.1).</summary>
internal static class SeenVersion
{
    public const string Missing = "Read it, and send its ETag in If-Match.";
    public const string Changed = "Somebody has changed it since you read it. Read it again, then decide again.";

    public static void Show(HttpContext context, string version) =>
        context.Response.GetTypedHeaders().ETag = new EntityTagHeaderValue($"\"{version}\"");

    public static void Show(HttpContext context, long version) => Show(context, version.ToString(CultureInfo.InvariantCulture));

    /// <summary>What the caller has seen.</summary>
    /// <returns>
    /// The version; <see cref="FailureCode.PreconditionRequired"/> when the caller says nothing or that anything will do, <see cref="FailureCode.PreconditionFailed"/>
    /// for what is no version.
    /// </returns>
    public static Outcome<string> Seen(HttpContext context)
    {
        var tags = context.Request.GetTypedHeaders().IfMatch;
        return tags.Count == 0 || tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any)) ? new Failure(FailureCode.PreconditionRequired)
            : tags is [{ IsWeak: false } tag] ? tag.Tag.ToString().Trim('"')
            : new Failure(FailureCode.PreconditionFailed);
    }

    /// <summary>As <see cref="Seen"/>, for versions that are counted.</summary>
    public static Outcome<long> SeenNumber(HttpContext context)
    {
        var seen = Seen(context);
        return !seen.Succeeded ? seen.Failure
            : long.TryParse(seen.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
            : new Failure(FailureCode.PreconditionFailed);
    }

    /// <summary>What would help, where a version was the reason.</summary>
    public static string? Advice(Failure failure) =>
        failure.Code switch
        {
            FailureCode.PreconditionRequired => Missing,
            FailureCode.PreconditionFailed or FailureCode.Conflict => Changed,
            _ => null,
        };
}
