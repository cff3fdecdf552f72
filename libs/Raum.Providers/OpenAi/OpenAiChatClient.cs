using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using Raum.Core;
using Raum.Providers.Wire;
using Ai = Microsoft.Extensions.AI;

namespace Raum.Providers.OpenAi;

/// <summary><see cref="IChatClient"/> over the official SDK, for OpenAI and for servers that speak its Chat Completions.</summary>
internal sealed class OpenAiChatClient : IChatClient
{
    // The SDK wants a key; a server without keys ignores it.
    private const string NoKey = "none";

    private readonly HttpClient _http;
    private readonly ChatDialect _dialect;
    private readonly OpenAIClientOptions _options;
    private readonly ApiKeyCredential _key;

    public OpenAiChatClient(HttpClient http, ChatDialect dialect, Uri baseUrl, string? key)
    {
        _http = http;
        _dialect = dialect;
        _key = new ApiKeyCredential(string.IsNullOrEmpty(key) ? NoKey : key);
        _options = new OpenAIClientOptions
        {
            Endpoint = baseUrl,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            EnableDistributedTracing = false,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        };
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<Ai.ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var result = await Client(options).CompleteChatAsync(Messages(messages, options), Options(options), cancellationToken);
        var completion = result.Value;
        var text = Text(completion.Content);
        var refused = completion.Refusal is { Length: > 0 };
        return new ChatResponse(new Ai.ChatMessage(ChatRole.Assistant, text))
        {
            ModelId = completion.Model,
            FinishReason = refused ? Ai.ChatFinishReason.ContentFilter : Reason(completion.FinishReason),
            Usage = Usage(completion.Usage),
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Ai.ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var refused = false;
        var updates = Client(options).CompleteChatStreamingAsync(Messages(messages, options), Options(options), cancellationToken);
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            ThrowIfError(update);
            refused |= update.RefusalUpdate is { Length: > 0 };
            var next = new ChatResponseUpdate(ChatRole.Assistant, Text(update.ContentUpdate))
            {
                ModelId = update.Model,
                FinishReason =
                    update.FinishReason is not { } reason ? null
                    : refused ? Ai.ChatFinishReason.ContentFilter
                    : Reason(reason),
            };
            if (update.Usage is { } usage)
            {
                next.Contents.Add(new UsageContent(Usage(usage)!));
            }

            yield return next;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => _http.Dispose();

    private ChatClient Client(ChatOptions? options) =>
        new(options?.ModelId ?? throw new ProviderFault(FailureCode.ProviderNotConfigured), _key, _options);

    private List<OpenAI.Chat.ChatMessage> Messages(IEnumerable<Ai.ChatMessage> messages, ChatOptions? options)
    {
        var list = new List<OpenAI.Chat.ChatMessage>();
        if (options?.Instructions is { Length: > 0 } instructions)
        {
#pragma warning disable OPENAI001 // The SDK's preview mark.
            list.Add(_dialect.DeveloperRole ? new DeveloperChatMessage(instructions) : new SystemChatMessage(instructions));
#pragma warning restore OPENAI001
        }

        list.AddRange(
            messages.Select<Ai.ChatMessage, OpenAI.Chat.ChatMessage>(message =>
                message.Role == ChatRole.Assistant ? new AssistantChatMessage(message.Text) : new UserChatMessage(message.Text)
            )
        );
        return list;
    }

    private ChatCompletionOptions Options(ChatOptions? options)
    {
        var result = new ChatCompletionOptions { Temperature = options?.Temperature, StoredOutputEnabled = _dialect.Store };
#pragma warning disable OPENAI001, SCME0001 // The SDK's preview marks; the wire they write is pinned by tests.
        result.SafetyIdentifier = _dialect.UserId;
        if (_dialect.OldTokenLimit && options?.MaxOutputTokens is { } limit)
        {
            result.Patch.Set("$.max_tokens"u8, limit);
        }
        else
        {
            result.MaxOutputTokenCount = options?.MaxOutputTokens;
        }
#pragma warning restore OPENAI001, SCME0001
        return result;
    }

    // Some servers report a failure inside the stream, where the SDK expects a chunk and reads past it.
    private static void ThrowIfError(StreamingChatCompletionUpdate update)
    {
#pragma warning disable SCME0001
        if (update.Patch.TryGetJson("$.error"u8, out var json))
#pragma warning restore SCME0001
        {
            using var document = JsonDocument.Parse(json);
            using var error = JsonDocument.Parse($$"""{"error":{{document.RootElement.GetRawText()}}}""");
            throw new ProviderFault(OpenAiErrors.InStream(new ErrorResponse(default, error.RootElement, null)));
        }
    }

    private static string Text(ChatMessageContent? content)
    {
        if (content is null || content.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var part in content.Where(part => part.Kind == ChatMessageContentPartKind.Text))
        {
            text.Append(part.Text);
        }

        return text.ToString();
    }

    private static Ai.ChatFinishReason? Reason(OpenAI.Chat.ChatFinishReason reason) =>
        reason switch
        {
            OpenAI.Chat.ChatFinishReason.Stop => Ai.ChatFinishReason.Stop,
            OpenAI.Chat.ChatFinishReason.Length => Ai.ChatFinishReason.Length,
            OpenAI.Chat.ChatFinishReason.ContentFilter => Ai.ChatFinishReason.ContentFilter,
            OpenAI.Chat.ChatFinishReason.ToolCalls or OpenAI.Chat.ChatFinishReason.FunctionCall => Ai.ChatFinishReason.ToolCalls,
            _ => new Ai.ChatFinishReason("other"),
        };

    private static UsageDetails? Usage(ChatTokenUsage? usage) =>
        usage is null
            ? null
            : new UsageDetails
            {
                InputTokenCount = usage.InputTokenCount,
                OutputTokenCount = usage.OutputTokenCount,
                TotalTokenCount = usage.TotalTokenCount,
            };
}
