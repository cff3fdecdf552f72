using Raum.Providers.Wire;
using static Raum.Providers.Wire.RequestShape;

namespace Raum.Providers.OpenAi;

/// <summary>How a server differs from plain Chat Completions.</summary>
/// <param name="Store">Sent as <c>store</c>; null sends nothing.</param>
/// <param name="UserId">Sent as <c>safety_identifier</c>; null sends nothing.</param>
/// <param name="OldTokenLimit">The token limit is <c>max_tokens</c>, not <c>max_completion_tokens</c>.</param>
/// <param name="DeveloperRole">The instructions are a <c>developer</c> message, not a <c>system</c> one.</param>
internal sealed record ChatDialect(bool? Store, string? UserId, bool OldTokenLimit, bool DeveloperRole);

/// <summary>OpenAI's Chat Completions as Raum uses them.</summary>
/// <remarks>
/// Chat Completions rather than Responses: one adapter serves the compatible servers too, and nothing is stored (<c>store: false</c> is sent
/// and required by the shape).
/// </remarks>
internal static class OpenAiWire
{
    public static Uri BaseUrl { get; } = new("https://api.openai.com/v1");

    public static RequestShape Shape { get; } =
        RequestShape.Object(
            ("model!", Word),
            ("messages!", Messages),
            ("max_completion_tokens!", Number),
            ("temperature", Number),
            ("stream", Either(True, False)),
            ("stream_options", RequestShape.Object(("include_usage", True))),
            ("store!", False),
            ("safety_identifier", OpaqueId)
        );

    /// <summary>Shared with <see cref="Compatible.CompatibleWire"/>.</summary>
    public static RequestShape Messages =>
        ListOf(
            RequestShape.Object(
                ("role!", Word),
                ("content!", Either(CheckedText, ListOf(RequestShape.Object(("type!", Word), ("text!", CheckedText)))))
            )
        );

    public static ChatDialect Dialect(ProviderCall call) => new(Store: false, call.UserId, OldTokenLimit: false, DeveloperRole: true);
}
