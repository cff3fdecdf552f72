namespace Raum.Redaction;

/// <summary>Why a person is known: their place in the ticket.</summary>
public enum PersonRole
{
    Requester,
    Cc,
    Agent,
    Other,
}

/// <summary>Somebody the ticket's metadata names (PII-2). Every field comes from outside and may be empty, hostile or very long.</summary>
/// <param name="Name">Display name in any order or script.</param>
/// <param name="Email">Address of the profile.</param>
/// <param name="Phone">Number of the profile in any notation.</param>
public sealed record KnownPerson(PersonRole Role, string? Name, string? Email = null, string? Phone = null)
{
    /// <summary>The role only: the rest is personal (PII-5).</summary>
    public override string ToString() => $"KnownPerson({Role})";
}
