namespace Raum.Testing.Providers;

/// <summary>What a pretend provider does with one request.</summary>
public abstract record ProviderReply
{
    /// <summary>Wait before the first byte.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Happens while the model thinks, before the first byte.</summary>
    public Func<Task>? Meanwhile { get; init; }

    /// <summary>A good answer, whole or streamed as the request asks.</summary>
    /// <param name="Stop">The provider's own word for why it stopped; null: its word for a complete answer.</param>
    /// <param name="PieceLength">Characters in a streamed piece: short enough to split placeholders.</param>
    public sealed record Answer(string Text, string? Stop = null, int PieceLength = 7) : ProviderReply
    {
        /// <summary>Wait between streamed pieces.</summary>
        public TimeSpan PieceDelay { get; init; }

        public int InputTokens { get; init; } = 120;

        public int OutputTokens { get; init; } = 34;
    }

    /// <summary>An error status with a body and headers.</summary>
    public sealed record Error(int Status, string Body, params (string Name, string Value)[] Headers) : ProviderReply;

    /// <summary>Status 200, some text, then an error inside the stream.</summary>
    /// <param name="Json">The error as the provider writes it there.</param>
    public sealed record ErrorInStream(string Text, string Json) : ProviderReply;

    /// <summary>Status 200, some text, then the connection breaks. Without streaming: half a body.</summary>
    public sealed record Cut(string Text) : ProviderReply;

    /// <summary>Status 200, some text, then an orderly end that comes too early: no stop reason, no end mark.</summary>
    public sealed record Unfinished(string Text) : ProviderReply;

    /// <summary>Status 200 with exactly these bytes.</summary>
    public sealed record Raw(string Body, string ContentType = "application/json") : ProviderReply;

    /// <summary>Some text when streamed, then silence until the caller gives up.</summary>
    public sealed record Hang(string Text = "") : ProviderReply;

    /// <summary>The connection breaks before any answer.</summary>
    public sealed record Abort : ProviderReply;
}
