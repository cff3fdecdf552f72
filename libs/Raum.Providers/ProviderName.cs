namespace Raum.Providers;

/// <summary>The AI services Raum can call. Names are part of settings, audit events and metrics; they never change.</summary>
public enum ProviderName
{
    /// <summary>Raum's own deterministic templates: no model, no key, no network. For trying out and for tests.</summary>
    Offline,

    /// <summary>OpenAI, Chat Completions.</summary>
    OpenAi,

    /// <summary>Anthropic, Messages.</summary>
    Anthropic,

    /// <summary>Google Gemini, generateContent.</summary>
    Gemini,

    /// <summary>Any server that speaks OpenAI's Chat Completions at a base URL of the organization's choice.</summary>
    Compatible,
}
