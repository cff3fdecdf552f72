using System.ClientModel;
using System.Text.Json;
using Anthropic.Exceptions;
using Raum.Core;
using Raum.Core.Http;
using Raum.Providers.Anthropic;
using Raum.Providers.Wire;

namespace Raum.Providers;

/// <summary>What went wrong below the chain, as a code. Error statuses are mapped earlier, in <see cref="ErrorHandler"/>.</summary>
internal static class Failures
{
    /// <param name="timeIsOver">One of the call's own clocks has run out.</param>
    public static Failure Of(Exception e, bool timeIsOver) =>
        e switch
        {
            _ when Find<ProviderFault>(e) is { } fault => fault.Failure,
            _ when timeIsOver => new Failure(FailureCode.ProviderTimeout),
            OperationCanceledException or TimeoutException => new Failure(FailureCode.ProviderTimeout),
            _ when GuardedHttp.IsRefusal(e) => new Failure(FailureCode.ProviderNotConfigured),
            AnthropicSseException sse => AnthropicErrors.InStream(sse),
            _ when Find<JsonException>(e) is not null => new Failure(FailureCode.ProviderAnswerUnreadable),
            HttpRequestException or IOException or AnthropicIOException => new Failure(FailureCode.ProviderUnavailable),
            // Status 0: the OpenAI SDK's word for a connection that broke.
            ClientResultException { Status: 0 } => new Failure(FailureCode.ProviderUnavailable),
            _ => new Failure(FailureCode.ProviderAnswerUnreadable),
        };

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
