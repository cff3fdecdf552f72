using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Raum.Api.Features.Knowledge;

/// <summary>The version of a document as its entity tag (RFC 9110, section 8.8.3): <c>"7"</c>.</summary>
internal static class VersionTag
{
    private const long NoVersion = -1;

    /// <summary>Sets the tag of what is sent.</summary>
    /// <returns>True when the caller has it already (<c>If-None-Match</c>, section 13.1.2).</returns>
    public static bool IsKnown(HttpContext context, long version)
    {
        var tag = Set(context, version);
        return context
            .Request.GetTypedHeaders()
            .IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
    }

    public static EntityTagHeaderValue Set(HttpContext context, long version)
    {
        var tag = new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{version}\""));
        context.Response.GetTypedHeaders().ETag = tag;
        return tag;
    }

    /// <summary>The version that the caller has seen (<c>If-Match</c>, section 13.1.1).</summary>
    /// <returns>Null without the header; a version that never is, for a tag that is none of ours.</returns>
    public static long? Seen(HttpContext context) =>
        context.Request.Headers.IfMatch.Count == 0 ? null
        : context.Request.GetTypedHeaders().IfMatch is [{ IsWeak: false, Tag: { Length: > 2 } tag }]
        && long.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
        : NoVersion;
}
