using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Raum.Testing.Providers;

/// <summary>Gemini generateContent and streamGenerateContent, by its public reference.</summary>
public sealed class GeminiFake : ProviderWire
{
    public override string? KeyOf(IReadOnlyDictionary<string, string> headers) => headers.GetValueOrDefault("x-goog-api-key");

    public override bool IsStreaming(PathString path, JsonElement body) =>
        path.Value!.EndsWith(":streamGenerateContent", StringComparison.Ordinal);

    public override string? Check(IReadOnlyDictionary<string, string> headers, JsonElement body, bool streaming) =>
        First(
            () => Fields(body, "body", "contents!", "systemInstruction", "generationConfig"),
            () =>
                body.TryGetProperty("systemInstruction", out var system)
                    ? Fields(system, "systemInstruction", "parts!") ?? Parts(system)
                    : null,
            () =>
                body.TryGetProperty("generationConfig", out var config)
                    ? Fields(config, "generationConfig", "maxOutputTokens", "temperature")
                    : null,
            () => Contents(body.GetProperty("contents"))
        );

    public override string Whole(string model, ProviderReply.Answer answer) => Chunk(model, answer.Text, answer.Stop ?? "STOP", answer);

    public override IEnumerable<string> Opening(string model, ProviderReply.Answer answer) => [];

    public override string Piece(string model, string text) => Data(Chunk(model, text, null, null));

    public override IEnumerable<string> Closing(string model, ProviderReply.Answer answer) =>
        [Data(Chunk(model, "", answer.Stop ?? "STOP", answer))];

    public override string StreamError(string json) => Data(json);

    public override ProviderReply.Error WrongKey =>
        new(
            400,
            """{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com","metadata":{"service":"generativelanguage.googleapis.com"}}]}}"""
        );

    public override ProviderReply.Error BadRequest(string message) =>
        new(
            400,
            Json(
                new
                {
                    error = new
                    {
                        code = 400,
                        message,
                        status = "INVALID_ARGUMENT",
                    },
                }
            )
        );

    private static string? Contents(JsonElement contents)
    {
        if (contents.ValueKind != JsonValueKind.Array || contents.GetArrayLength() == 0)
        {
            return "contents is not a list";
        }

        return contents
            .EnumerateArray()
            .Select(content =>
                Fields(content, "content", "role!", "parts!")
                ?? (content.GetProperty("role").GetString() is "user" or "model" ? null : "unknown role")
                ?? Parts(content)
            )
            .FirstOrDefault(found => found is not null);
    }

    private static string? Parts(JsonElement content) =>
        content.GetProperty("parts") is { ValueKind: JsonValueKind.Array } parts
            ? parts
                .EnumerateArray()
                .Select(part => Fields(part, "part", "text!") ?? Kind(part, "text", JsonValueKind.String))
                .FirstOrDefault(found => found is not null)
            : "parts is not a list";

    // Google leaves fields without a value out; the usage of the prompt is in every chunk.
    private static string Chunk(string model, string text, string? stop, ProviderReply.Answer? answer)
    {
        var content = new Dictionary<string, object> { ["role"] = "model" };
        if (text.Length > 0)
        {
            content["parts"] = new[] { new { text } };
        }

        var candidate = new Dictionary<string, object> { ["content"] = content, ["index"] = 0 };
        if (stop is not null)
        {
            candidate["finishReason"] = stop;
        }

        var usage = new Dictionary<string, int> { ["promptTokenCount"] = answer?.InputTokens ?? 120 };
        if (answer is not null)
        {
            usage["candidatesTokenCount"] = answer.OutputTokens;
        }

        return Json(
            new
            {
                candidates = new[] { candidate },
                usageMetadata = usage,
                modelVersion = model,
                responseId = "r1",
            }
        );
    }

    private static string Data(string json) => $"data: {json}\r\n\r\n";
}
