using Raum.Providers.OpenAi;
using Raum.Providers.Wire;
using static Raum.Providers.Wire.RequestShape;

namespace Raum.Providers.Compatible;

/// <summary>Chat Completions with only the fields that every compatible server knows: strict ones refuse the rest.</summary>
internal static class CompatibleWire
{
    public static RequestShape Shape { get; } =
        RequestShape.Object(
            ("model!", Word),
            ("messages!", OpenAiWire.Messages),
            ("max_tokens!", Number),
            ("temperature", Number),
            ("stream", Either(True, False)),
            ("stream_options", RequestShape.Object(("include_usage", True)))
        );

    public static ChatDialect Dialect { get; } = new(Store: null, UserId: null, OldTokenLimit: true, DeveloperRole: false);
}
