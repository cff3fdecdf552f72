using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Raum.Testing.Providers;

/// <summary>OpenAI Chat Completions, by its public reference; in compatible mode as a strict server with the old field names.</summary>
public sealed class OpenAiFake(bool compatible) : ProviderWire
{
    private static readonly string[] _common = ["model!", "messages!", "temperature", "stream", "stream_options"];

    public override string? KeyOf(IReadOnlyDictionary<string, string> headers) =>
        headers.TryGetValue("authorization", out var value) && value.StartsWith("Bearer ", StringComparison.Ordinal) ? value[7..] : null;

    public override bool IsStreaming(PathString path, JsonElement body) =>
        body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    public override string? Check(IReadOnlyDictionary<string, string> headers, JsonElement body, bool streaming) =>
        First(
            () =>
                Fields(
                    body,
                    "body",
                    [.. _common, .. compatible ? ["max_tokens"] : (string[])["max_completion_tokens", "store", "safety_identifier"]]
                ),
            () => Kind(body, "model", JsonValueKind.String),
            () => Kind(body, compatible ? "max_tokens" : "max_completion_tokens", JsonValueKind.Number),
            () => Kind(body, "temperature", JsonValueKind.Number),
            () => Kind(body, "store", JsonValueKind.False),
            () => body.TryGetProperty("stream_options", out var options) ? Fields(options, "stream_options", "include_usage") : null,
            () => Messages(body.GetProperty("messages"))
        );

    public override string Whole(string model, ProviderReply.Answer answer) =>
        Json(
            new
            {
                id = "chatcmpl-1",
                @object = "chat.completion",
                created = 1795219200,
                model,
                choices = new[]
                {
                    new
                    {
                        index = 0,
                        message = new
                        {
                            role = "assistant",
                            content = answer.Text,
                            refusal = (string?)null,
                        },
                        finish_reason = answer.Stop ?? "stop",
                    },
                },
                usage = Usage(answer),
            }
        );

    public override IEnumerable<string> Opening(string model, ProviderReply.Answer answer) =>
        [Chunk(model, new { role = "assistant", content = "" }, null)];

    public override string Piece(string model, string text) => Chunk(model, new { content = text }, null);

    public override IEnumerable<string> Closing(string model, ProviderReply.Answer answer) =>
        [
            Chunk(model, new { }, answer.Stop ?? "stop"),
            Data(
                Json(
                    new
                    {
                        id = "chatcmpl-1",
                        @object = "chat.completion.chunk",
                        created = 1795219200,
                        model,
                        choices = Array.Empty<object>(),
                        usage = Usage(answer),
                    }
                )
            ),
            "data: [DONE]\n\n",
        ];

    public override string StreamError(string json) => Data(json);

    public override ProviderReply.Error WrongKey =>
        new(
            401,
            """{"error":{"message":"Incorrect API key provided: sk-wr***ng.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"""
        );

    public override ProviderReply.Error BadRequest(string message) =>
        new(
            400,
            Json(
                new
                {
                    error = new
                    {
                        message,
                        type = "invalid_request_error",
                        param = (string?)null,
                        code = (string?)null,
                    },
                }
            )
        );

    private string? Messages(JsonElement messages)
    {
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            return "messages is not a list";
        }

        string[] roles = compatible ? ["system", "user", "assistant"] : ["developer", "system", "user", "assistant"];
        foreach (var message in messages.EnumerateArray())
        {
            var found =
                Fields(message, "message", "role!", "content!")
                ?? (roles.Contains(message.GetProperty("role").GetString()) ? null : "unknown role")
                ?? Content(message.GetProperty("content"));
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Content(JsonElement content) =>
        content.ValueKind switch
        {
            JsonValueKind.String => null,
            JsonValueKind.Array => content
                .EnumerateArray()
                .Select(part =>
                    Fields(part, "content part", "type!", "text!")
                    ?? (part.GetProperty("type").GetString() == "text" ? null : "unknown type")
                )
                .FirstOrDefault(found => found is not null),
            _ => "content is neither a string nor a list",
        };

    private static object Usage(ProviderReply.Answer answer) =>
        new
        {
            prompt_tokens = answer.InputTokens,
            completion_tokens = answer.OutputTokens,
            total_tokens = answer.InputTokens + answer.OutputTokens,
        };

    private static string Chunk(string model, object delta, string? stop) =>
        Data(
            Json(
                new
                {
                    id = "chatcmpl-1",
                    @object = "chat.completion.chunk",
                    created = 1795219200,
                    model,
                    choices = new[]
                    {
                        new
                        {
                            index = 0,
                            delta,
                            finish_reason = stop,
                        },
                    },
                }
            )
        );

    private static string Data(string json) => $"data: {json}\n\n";
}
