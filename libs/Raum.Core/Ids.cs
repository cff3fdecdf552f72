namespace Raum.Core;

/// <summary>A tenant. Every row, key, stream and message belongs to exactly one.</summary>
public readonly record struct OrganizationId(Guid Value)
{
    /// <summary>The installation itself: accounts of people belong to it, because one person may be a member of many organizations. No customer, and in no list of them.</summary>
    public static OrganizationId Installation { get; } = new(Guid.Parse("00000000-0000-7000-8000-000000000000"));

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

/// <summary>A person's account. One person has one, whatever organizations they are a member of.</summary>
public readonly record struct UserId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>A person's session in one organization; the id is public, the secret is not.</summary>
public readonly record struct SessionId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}
