using System.Text.Json.Serialization;

namespace Raum.Http.Problems;

/// <summary>Every error's body: <c>application/problem+json</c> (RFC 9457).</summary>
/// <param name="Type">A URI that names the kind of problem; stable.</param>
/// <param name="Title">The kind in words; the same for every occurrence.</param>
/// <param name="Status">The HTTP status again.</param>
/// <param name="Detail">What to do about this occurrence, where there is something to say. Never quotes the request.</param>
/// <param name="Errors">For bodies that break a rule: the JSON path, and what is wrong there.</param>
/// <param name="Region">With <c>wrong-region</c>: the region that serves the organization.</param>
/// <param name="Address">With <c>wrong-region</c>: where its deployment is, if this one knows.</param>
/// <param name="ViolatedPolicies">With <c>rate-limited</c> and <c>quota-exhausted</c>: the limits that were reached, by their names in the <c>RateLimit</c> field.</param>
/// <param name="CorrelationId">To name when asking for help; also in logs and audit events.</param>
public sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string? Detail,
    IReadOnlyDictionary<string, string[]>? Errors,
    Guid CorrelationId,
    string? Region = null,
    Uri? Address = null,
    // The name is that of draft-ietf-httpapi-ratelimit-headers, section 5.
    [property: JsonPropertyName("violated-policies")] IReadOnlyList<string>? ViolatedPolicies = null
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProblemJson : JsonSerializerContext;
