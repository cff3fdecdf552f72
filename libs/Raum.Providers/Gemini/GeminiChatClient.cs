using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Raum.Core;

namespace Raum.Providers.Gemini;

/// <summary><see cref="IChatClient"/> over Gemini's REST interface.</summary>
internal sealed class GeminiChatClient(HttpClient http, Uri baseUrl, string key) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        using var request = Request(messages, options, "generateContent");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = await response.Content.ReadFromJsonAsync(GeminiJson.Default.GeminiResponse, cancellationToken);
        var update = Read(body);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, update.Text))
        {
            ModelId = update.ModelId,
            FinishReason = update.FinishReason,
            Usage = Usage(body?.UsageMetadata),
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using var request = Request(messages, options, "streamGenerateContent?alt=sse");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);

        // Each chunk repeats the usage so far; the last one counts.
        GeminiUsage? usage = null;
        var chunks = SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize(data, GeminiJson.Default.GeminiResponse));
        await foreach (var chunk in chunks.EnumerateAsync(cancellationToken))
        {
            usage = chunk.Data?.UsageMetadata ?? usage;
            yield return Read(chunk.Data);
        }

        if (Usage(usage) is { } details)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(details)]);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => http.Dispose();

    // The key travels in a header: an address lands in logs.
    private HttpRequestMessage Request(IEnumerable<ChatMessage> messages, ChatOptions? options, string method)
    {
        var model = options?.ModelId is { Length: > 0 } name ? name : throw new ProviderFault(FailureCode.ProviderNotConfigured);
        var body = new GeminiRequest(
            [
                .. messages.Select(message => new GeminiContent(
                    message.Role == ChatRole.Assistant ? "model" : "user",
                    [new GeminiPart(message.Text)]
                )),
            ],
            options.Instructions is { Length: > 0 } instructions ? new GeminiContent(null, [new GeminiPart(instructions)]) : null,
            new GeminiGeneration(options.MaxOutputTokens, options.Temperature)
        );
        var address = new Uri($"{baseUrl.AbsoluteUri.TrimEnd('/')}/models/{Uri.EscapeDataString(model)}:{method}");
        return new HttpRequestMessage(HttpMethod.Post, address)
        {
            Headers = { { "x-goog-api-key", key } },
            Content = JsonContent.Create(body, GeminiJson.Default.GeminiRequest),
        };
    }

    private static ChatResponseUpdate Read(GeminiResponse? response)
    {
        if (response is null)
        {
            throw new ProviderFault(FailureCode.ProviderAnswerUnreadable);
        }

        if (response.Error is { } error)
        {
            using var wrapped = JsonDocument.Parse($$"""{"error":{{error.GetRawText()}}}""");
            throw new ProviderFault(GeminiErrors.InStream(wrapped.RootElement));
        }

        var candidate = response.Candidates is [var first, ..] ? first : null;
        if (candidate is null && response.PromptFeedback?.BlockReason is not null)
        {
            throw new ProviderFault(FailureCode.ProviderRefused);
        }

        var parts = candidate?.Content?.Parts ?? [];
        var text = string.Concat(parts.Where(part => part.Thought != true).Select(part => part.Text));
        return new ChatResponseUpdate(ChatRole.Assistant, text)
        {
            ModelId = response.ModelVersion,
            FinishReason = Reason(candidate?.FinishReason),
        };
    }

    private static ChatFinishReason? Reason(string? reason) =>
        reason switch
        {
            null or "FINISH_REASON_UNSPECIFIED" => null,
            "STOP" => ChatFinishReason.Stop,
            "MAX_TOKENS" => ChatFinishReason.Length,
            "SPII" => Answers.PersonalData,
            "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "LANGUAGE" => ChatFinishReason.ContentFilter,
            "MALFORMED_FUNCTION_CALL" or "UNEXPECTED_TOOL_CALL" or "TOO_MANY_TOOL_CALLS" => ChatFinishReason.ToolCalls,
            _ => new ChatFinishReason("other"),
        };

    private static UsageDetails? Usage(GeminiUsage? usage) =>
        usage is null
            ? null
            : new UsageDetails
            {
                InputTokenCount = usage.PromptTokenCount,
                OutputTokenCount =
                    usage.CandidatesTokenCount is null && usage.ThoughtsTokenCount is null
                        ? null
                        : (usage.CandidatesTokenCount ?? 0) + (usage.ThoughtsTokenCount ?? 0),
            };
}
