using Microsoft.Extensions.AI;

namespace Raum.Providers;

/// <summary>A call in the words of Microsoft.Extensions.AI.</summary>
internal static class Request
{
    public static List<ChatMessage> Messages(ProviderCall call) =>
        [
            .. call.Messages.Select(message => new ChatMessage(
                message.Role == MessageRole.User ? ChatRole.User : ChatRole.Assistant,
                message.Text.Reveal()
            )),
        ];

    public static ChatOptions Options(ProviderCall call, ProviderEndpoint endpoint) =>
        new()
        {
            ModelId = endpoint.Model,
            Instructions = call.System.Length == 0 ? null : call.System.Reveal(),
            MaxOutputTokens = call.MaxOutputTokens,
            Temperature = call.Temperature,
        };
}
