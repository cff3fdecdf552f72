using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace Raum.Api.Features.Audit;

/// <summary>Entity tags (RFC 9110, section 8.8.3) of what is read again and again: who has the same already is told so, and nothing is sent.</summary>
internal static class EntityTag
{
    private const int Length = 16;

    /// <summary>Sets the tag of what would be sent.</summary>
    /// <returns>True when the caller has it already (<c>If-None-Match</c>, section 13.1.2).</returns>
    public static bool IsKnown<T>(HttpContext context, T view, JsonTypeInfo<T> form)
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(view, form));
        var tag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(hash.AsSpan(0, Length))}\"");
        context.Response.GetTypedHeaders().ETag = tag;
        return context
            .Request.GetTypedHeaders()
            .IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
    }
}
