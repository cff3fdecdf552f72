using Anthropic;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using Raum.Providers.Wire;
using static Raum.Providers.Wire.RequestShape;

namespace Raum.Providers.Anthropic;

/// <summary>Anthropic's Messages through the official SDK and its own <see cref="IChatClient"/> adapter.</summary>
internal static class AnthropicWire
{
    public static Uri BaseUrl { get; } = new("https://api.anthropic.com");

    public static RequestShape Shape { get; } =
        RequestShape.Object(
            ("model!", Word),
            ("max_tokens!", Number),
            ("messages!", ListOf(RequestShape.Object(("role!", Word), ("content!", Text())))),
            ("system", Text()),
            ("stream", Either(True, False)),
            ("metadata", RequestShape.Object(("user_id", OpaqueId)))
        );

    /// <summary>Everything the SDK would otherwise look for in the environment is set.</summary>
    public static IChatClient Client(HttpClient http, Uri baseUrl, string key, ProviderCall call)
    {
        var client = new AnthropicClient
        {
            HttpClient = http,
            BaseUrl = baseUrl.AbsoluteUri.TrimEnd('/'),
            ApiKey = key,
            AuthToken = null,
            MaxRetries = 0,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            OpenTelemetry = false,
        };
        return new WithUser(client.AsIChatClient(), http, call.UserId);
    }

    /// <summary>Adds the opaque user id, which the adapter has no option for, and owns the job's client.</summary>
    private sealed class WithUser(IChatClient inner, HttpClient http, string? userId) : DelegatingChatClient(inner)
    {
        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default
        ) => base.GetResponseAsync(messages, Add(options), cancellationToken);

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default
        ) => base.GetStreamingResponseAsync(messages, Add(options), cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                http.Dispose();
            }

            base.Dispose(disposing);
        }

        private ChatOptions? Add(ChatOptions? options)
        {
            if (options is null || userId is null)
            {
                return options;
            }

            options.RawRepresentationFactory = _ => new MessageCreateParams
            {
                Model = options.ModelId!,
                MaxTokens = options.MaxOutputTokens!.Value,
                Messages = [],
                Metadata = new Metadata { UserID = userId },
            };
            return options;
        }
    }

    private static RequestShape Text() => Either(CheckedText, ListOf(RequestShape.Object(("type!", Word), ("text!", CheckedText))));
}
