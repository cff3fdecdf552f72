using Microsoft.Extensions.AI;
using Raum.Core;

namespace Raum.Providers;

/// <summary>Turns what an <see cref="IChatClient"/> returned into an answer or a failure, the same for every provider.</summary>
internal static class Answers
{
    /// <summary>Gemini's SPII, which <see cref="ChatFinishReason"/> has no name for.</summary>
    public static readonly ChatFinishReason PersonalData = new("personal_data");

    public static StopReason StopReasonOf(ChatFinishReason? reason) =>
        reason switch
        {
            { } r when r == ChatFinishReason.Stop => StopReason.Normal,
            { } r when r == ChatFinishReason.Length => StopReason.Length,
            { } r when r == ChatFinishReason.ContentFilter => StopReason.Refused,
            { } r when r == ChatFinishReason.ToolCalls => StopReason.ToolCall,
            { } r when r == PersonalData => StopReason.PersonalData,
            _ => StopReason.Unknown,
        };

    /// <summary>An answer needs text. Without any, the stop reason says what went wrong.</summary>
    public static Outcome<ProviderAnswer> Of(
        ProviderEndpoint endpoint,
        string text,
        ChatFinishReason? reason,
        string? model,
        UsageDetails? usage,
        IReadOnlyDictionary<string, ModelPrice> prices
    )
    {
        var stop = StopReasonOf(reason);
        if (string.IsNullOrWhiteSpace(text))
        {
            return new Failure(
                stop is StopReason.Refused or StopReason.PersonalData ? FailureCode.ProviderRefused : FailureCode.ProviderAnswerUnreadable
            );
        }

        // The name goes into audit events and spans: what does not look like a name is not repeated.
        var answered = ModelName.IsValid(model) ? model! : endpoint.Model;
        var cost = endpoint.Name switch
        {
            ProviderName.Offline => 0m,
            // A server of the organization's own has no list price, whatever it calls its model.
            ProviderName.Compatible => prices.ContainsKey(endpoint.Model)
                ? Cost.Of(endpoint.Model, usage?.InputTokenCount, usage?.OutputTokenCount, prices)
                : null,
            _ => Cost.Of(answered, usage?.InputTokenCount, usage?.OutputTokenCount, prices),
        };
        return new ProviderAnswer(
            new PersonalText(text),
            stop,
            endpoint.Name,
            answered,
            usage?.InputTokenCount,
            usage?.OutputTokenCount,
            cost,
            []
        );
    }
}
