using System.Globalization;
using Microsoft.Net.Http.Headers;
using Raum.Core;

namespace Raum.Api.Features;

/// <summary>Versions as entity tags: who changes something says in <c>If-Match</c> which version they have seen (RFC 9110, section 13.1.1).</summary>
internal static class SeenVersion
{
    public const string Missing = "Read it, and send its ETag in If-Match.";
    public const string Changed = "Somebody has changed it since you read it. Read it again, then decide again.";

    /// <summary>Sets the tag of what is sent.</summary>
    public static void Show(HttpContext context, string version) => context.Response.GetTypedHeaders().ETag = Tag(version);

    public static void Show(HttpContext context, long version) => Show(context, version.ToString(CultureInfo.InvariantCulture));

    /// <summary>As <see cref="Show(HttpContext, long)"/>.</summary>
    /// <returns>True when the caller has this version already (<c>If-None-Match</c>, section 13.1.2).</returns>
    public static bool ShowIsKnown(HttpContext context, long version)
    {
        Show(context, version);
        var tag = context.Response.GetTypedHeaders().ETag!;
        return context
            .Request.GetTypedHeaders()
            .IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
    }

    /// <summary>What the caller has seen.</summary>
    /// <returns>
    /// The version; <see cref="FailureCode.PreconditionRequired"/> when the caller says nothing or that anything will do, <see cref="FailureCode.PreconditionFailed"/>
    /// for what is no version: a weak tag, several, none.
    /// </returns>
    public static Outcome<string> Seen(HttpContext context)
    {
        var tags = context.Request.GetTypedHeaders().IfMatch;
        return context.Request.Headers.IfMatch.Count == 0 || tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any))
                ? new Failure(FailureCode.PreconditionRequired)
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

    private static EntityTagHeaderValue Tag(string version) => new($"\"{version}\"");

    /// <summary>What would help, where a version was the reason.</summary>
    public static string? Advice(Failure failure) =>
        failure.Code switch
        {
            FailureCode.PreconditionRequired => Missing,
            FailureCode.PreconditionFailed or FailureCode.Conflict => Changed,
            _ => null,
        };
}
