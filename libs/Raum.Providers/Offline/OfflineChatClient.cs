using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Raum.Core;

namespace Raum.Providers.Offline;

/// <summary>Answers from templates: deterministic, no model, no key, no network. For trying Raum out and for tests, never for customers.</summary>
/// <remarks>It works on the masked text like any model, and uses the placeholders it sees there.</remarks>
internal sealed class OfflineChatClient(ProviderCall call) : IChatClient
{
    public const string Model = "raum-offline";

    // Small enough that placeholders are split over pieces, as real providers do.
    private const int PieceLength = 12;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var text = Write(messages, options);
        return Task.FromResult(
            new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
            {
                ModelId = Model,
                FinishReason = ChatFinishReason.Stop,
                Usage = Usage(messages, options, text),
            }
        );
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var text = Write(messages, options);
        for (var start = 0; start < text.Length; start += PieceLength)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, text[start..Math.Min(start + PieceLength, text.Length)])
            {
                ModelId = Model,
            };
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(Usage(messages, options, text))])
        {
            ModelId = Model,
            FinishReason = ChatFinishReason.Stop,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }

    private string Write(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        // No bytes leave, but the rule is the same: what a model reads is checked.
        LeakCheckHandler.Check([.. messages.Select(message => message.Text), options?.Instructions ?? ""], call.LeakCheck.Count);

        var prompt = OfflinePrompt.Read(messages, options?.Instructions);
        var language = Languages.Find(call.Language) ?? Languages.Guess(prompt.Question);
        return call.Operation switch
        {
            AiOperation.Translate => OfflineReply.Gist(prompt, language),
            AiOperation.Rewrite => OfflineEdit.Rewrite(prompt, language),
            AiOperation.Grammar => OfflineEdit.Correct(prompt.Text),
            AiOperation.Summarize => OfflineReply.Summary(prompt, language),
            AiOperation.Resolve => OfflineReply.Write(prompt, language, solved: true),
            _ => OfflineReply.Write(prompt, language, solved: false),
        };
    }

    // About four characters a token: an estimate, and free.
    private static UsageDetails Usage(IEnumerable<ChatMessage> messages, ChatOptions? options, string text)
    {
        var input = messages.Sum(message => message.Text.Length) + (options?.Instructions?.Length ?? 0);
        return new UsageDetails { InputTokenCount = (input + 3) / 4, OutputTokenCount = (text.Length + 3) / 4 };
    }
}
