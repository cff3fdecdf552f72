using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Core.Http;
using Raum.Providers.Anthropic;
using Raum.Providers.Compatible;
using Raum.Providers.Gemini;
using Raum.Providers.Offline;
using Raum.Providers.OpenAi;
using Raum.Providers.Wire;

namespace Raum.Providers;

/// <summary>Makes the client of one job: cheap objects over the process' shared connections, with the job's own leak check at the bottom.</summary>
internal sealed class ProviderClients(GuardedHttp http, TimeProvider clock, IOptions<ProviderOptions> options)
{
    /// <exception cref="ProviderFault">The endpoint lacks a key, a model or a base URL.</exception>
    public IChatClient For(ProviderEndpoint endpoint, ProviderCall call, SentPrompt sent) =>
        endpoint.Name switch
        {
            ProviderName.Offline => new OfflineChatClient(call),
            _ when !ModelName.IsValid(endpoint.Model) => throw new ProviderFault(FailureCode.ProviderNotConfigured),
            ProviderName.OpenAi => new OpenAiChatClient(
                Http(OpenAiWire.Shape, OpenAiErrors.Of, call, sent),
                OpenAiWire.Dialect(call),
                endpoint.BaseUrl ?? OpenAiWire.BaseUrl,
                Key(endpoint)
            ),
            ProviderName.Compatible => new OpenAiChatClient(
                Http(CompatibleWire.Shape, OpenAiErrors.Of, call, sent),
                CompatibleWire.Dialect,
                endpoint.BaseUrl ?? throw new ProviderFault(FailureCode.ProviderNotConfigured),
                endpoint.ApiKey?.Reveal()
            ),
            ProviderName.Anthropic => AnthropicWire.Client(
                Http(AnthropicWire.Shape, AnthropicErrors.Of, call, sent),
                endpoint.BaseUrl ?? AnthropicWire.BaseUrl,
                Key(endpoint),
                call
            ),
            ProviderName.Gemini => new GeminiChatClient(
                Http(GeminiWire.Shape, GeminiErrors.Of, call, sent),
                endpoint.BaseUrl ?? GeminiWire.BaseUrl,
                Key(endpoint)
            ),
            _ => throw new ProviderFault(FailureCode.ProviderNotConfigured),
        };

    private HttpClient Http(RequestShape shape, Func<ErrorResponse, Failure> errors, ProviderCall call, SentPrompt sent)
    {
        var client = http.NewClient(
            new ErrorHandler(errors, clock, options.Value.MaxResponseBytes),
            new LeakCheckHandler(shape, call.LeakCheck.Count, sent)
        );
        // The attempt has its own clocks.
        client.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }

    // No key, no call: there is nothing of the operator's to fall back to (KEY-4).
    private static string Key(ProviderEndpoint endpoint) =>
        endpoint.ApiKey is { Length: > 0 } key ? key.Reveal() : throw new ProviderFault(FailureCode.ProviderNotConfigured);
}
