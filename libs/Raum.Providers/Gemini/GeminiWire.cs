using System.Text.Json;
using System.Text.Json.Serialization;
using Raum.Providers.Wire;
using static Raum.Providers.Wire.RequestShape;

namespace Raum.Providers.Gemini;

/// <summary>Gemini's generateContent as Raum uses it: names as on the wire.</summary>
internal static class GeminiWire
{
    public static Uri BaseUrl { get; } = new("https://generativelanguage.googleapis.com/v1beta");

    public static RequestShape Shape { get; } =
        RequestShape.Object(
            ("contents!", ListOf(RequestShape.Object(("role!", Word), ("parts!", Parts)))),
            ("systemInstruction", RequestShape.Object(("parts!", Parts))),
            ("generationConfig!", RequestShape.Object(("maxOutputTokens!", Number), ("temperature", Number)))
        );

    private static RequestShape Parts => ListOf(RequestShape.Object(("text!", CheckedText)));
}

internal sealed record GeminiRequest(
    IReadOnlyList<GeminiContent> Contents,
    GeminiContent? SystemInstruction,
    GeminiGeneration GenerationConfig
);

internal sealed record GeminiContent(string? Role, IReadOnlyList<GeminiPart>? Parts);

internal sealed record GeminiPart(string? Text, bool? Thought = null);

internal sealed record GeminiGeneration(int? MaxOutputTokens, float? Temperature);

internal sealed record GeminiResponse(
    IReadOnlyList<GeminiCandidate>? Candidates,
    GeminiFeedback? PromptFeedback,
    GeminiUsage? UsageMetadata,
    string? ModelVersion,
    JsonElement? Error
);

internal sealed record GeminiCandidate(GeminiContent? Content, string? FinishReason);

internal sealed record GeminiFeedback(string? BlockReason);

internal sealed record GeminiUsage(long? PromptTokenCount, long? CandidatesTokenCount, long? ThoughtsTokenCount);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GeminiRequest))]
[JsonSerializable(typeof(GeminiResponse))]
internal sealed partial class GeminiJson : JsonSerializerContext;
