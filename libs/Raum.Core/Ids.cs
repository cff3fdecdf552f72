namespace Raum.Core;

/// <summary>A tenant. Every row, key, stream and message belongs to exactly one.</summary>
public readonly record struct OrganizationId(Guid Value)
{
    public override string ToString() => Value.ToString("D");

    public static bool TryParse(string? text, out OrganizationId id)
    {
        var ok = Guid.TryParseExact(text, "D", out var value);
        id = new OrganizationId(value);
        return ok;
    }
}

/// <summary>One AI job, from its acceptance to its last effect. UUIDv7, so that ids sort by time.</summary>
public readonly record struct JobId(Guid Value)
{
    public override string ToString() => Value.ToString("D");

    public static bool TryParse(string? text, out JobId id)
    {
        var ok = Guid.TryParseExact(text, "D", out var value);
        id = new JobId(value);
        return ok;
    }
}

/// <summary>An API key of an organization; the id is public, the secret is not.</summary>
public readonly record struct ApiKeyId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>Ties together everything that one request or one ticket event caused.</summary>
public readonly record struct CorrelationId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}
