namespace Raum.Keys;

/// <summary>What an organization's data key seals. The key service sees it with every call, so that its policies can tell processes apart (KEY-5).</summary>
public enum KeyUse
{
    /// <summary>Drafts, webhook and callback secrets, and whatever else a field holds.</summary>
    Field,

    /// <summary>Provider keys, Zendesk's client secrets and tokens: the worker opens them, the API never does.</summary>
    Credential,

    /// <summary>Bodies of audit events.</summary>
    Audit,
}

/// <summary>Purposes of data keys. Names are stored and bound to the wrapping; they never change.</summary>
internal static class KeyPurpose
{
    public const string Field = "field";
    public const string Credential = "credential";
    public const string Transit = "transit";
    public const string Audit = "audit";

    public static string Of(KeyUse use) =>
        use switch
        {
            KeyUse.Field => Field,
            KeyUse.Credential => Credential,
            KeyUse.Audit => Audit,
            _ => throw new ArgumentOutOfRangeException(nameof(use)),
        };
}
