using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Raum.Testing.Providers;

/// <summary>Anthropic Messages, by its public reference.</summary>
public sealed class AnthropicFake : ProviderWire
{
    public override string? KeyOf(IReadOnlyDictionary<string, string> headers) =>
        headers.TryGetValue("x-api-key", out var key) ? key
        : headers.TryGetValue("authorization", out var value) && value.StartsWith("Bearer ", StringComparison.Ordinal) ? value[7..]
        : null;

    public override bool IsStreaming(PathString path, JsonElement body) =>
        body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    public override string? Check(IReadOnlyDictionary<string, string> headers, JsonElement body, bool streaming) =>
        First(
            () => headers.ContainsKey("anthropic-version") ? null : "missing header anthropic-version",
            () => Fields(body, "body", "model!", "max_tokens!", "messages!", "system", "temperature", "stream", "metadata"),
            () => Kind(body, "model", JsonValueKind.String),
            () => Kind(body, "max_tokens", JsonValueKind.Number),
            () => body.TryGetProperty("metadata", out var metadata) ? Fields(metadata, "metadata", "user_id") : null,
            () => body.TryGetProperty("system", out var system) ? Content(system) : null,
            () => Messages(body.GetProperty("messages"))
        );

    public override string Whole(string model, ProviderReply.Answer answer) =>
        Json(
            new
            {
                id = "msg_1",
                type = "message",
                role = "assistant",
                model,
                content = answer.Text.Length == 0 ? [] : new[] { new { type = "text", text = answer.Text } },
                stop_reason = answer.Stop ?? "end_turn",
                stop_sequence = (string?)null,
                usage = new { input_tokens = answer.InputTokens, output_tokens = answer.OutputTokens },
            }
        );

    public override IEnumerable<string> Opening(string model, ProviderReply.Answer answer) =>
        [
            Event(
                "message_start",
                new
                {
                    type = "message_start",
                    message = new
                    {
                        id = "msg_1",
                        type = "message",
                        role = "assistant",
                        model,
                        content = Array.Empty<object>(),
                        stop_reason = (string?)null,
                        stop_sequence = (string?)null,
                        usage = new { input_tokens = answer.InputTokens, output_tokens = 1 },
                    },
                }
            ),
            Event(
                "content_block_start",
                new
                {
                    type = "content_block_start",
                    index = 0,
                    content_block = new { type = "text", text = "" },
                }
            ),
            Event("ping", new { type = "ping" }),
        ];

    public override string Piece(string model, string text) =>
        Event(
            "content_block_delta",
            new
            {
                type = "content_block_delta",
                index = 0,
                delta = new { type = "text_delta", text },
            }
        );

    public override IEnumerable<string> Closing(string model, ProviderReply.Answer answer) =>
        [
            Event("content_block_stop", new { type = "content_block_stop", index = 0 }),
            Event(
                "message_delta",
                new
                {
                    type = "message_delta",
                    delta = new { stop_reason = answer.Stop ?? "end_turn", stop_sequence = (string?)null },
                    usage = new { output_tokens = answer.OutputTokens },
                }
            ),
            Event("message_stop", new { type = "message_stop" }),
        ];

    public override string StreamError(string json) => $"event: error\ndata: {json}\n\n";

    public override ProviderReply.Error WrongKey =>
        new(401, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_1"}""");

    public override ProviderReply.Error BadRequest(string message) =>
        new(
            400,
            Json(
                new
                {
                    type = "error",
                    error = new { type = "invalid_request_error", message },
                    request_id = "req_1",
                }
            )
        );

    private static string? Messages(JsonElement messages)
    {
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            return "messages is not a list";
        }

        return messages
            .EnumerateArray()
            .Select(message =>
                Fields(message, "message", "role!", "content!")
                ?? (message.GetProperty("role").GetString() is "user" or "assistant" ? null : "unknown role")
                ?? Content(message.GetProperty("content"))
            )
            .FirstOrDefault(found => found is not null);
    }

    private static string? Content(JsonElement content) =>
        content.ValueKind switch
        {
            JsonValueKind.String => null,
            JsonValueKind.Array => content
                .EnumerateArray()
                .Select(block =>
                    Fields(block, "block", "type!", "text!") ?? (block.GetProperty("type").GetString() == "text" ? null : "unknown type")
                )
                .FirstOrDefault(found => found is not null),
            _ => "content is neither a string nor a list",
        };

    private static string Event(string name, object data) => $"event: {name}\ndata: {Json(data)}\n\n";
}
