namespace Raum.Keys;

/// <summary>Which key seals a credential in this process (KEY-5).</summary>
/// <param name="IsOurs">
/// False where the process may neither see nor make a key that seals credentials: what comes in is sealed under a field key, and anew by the rotation, which may.
/// </param>
public sealed record CredentialKeys(bool IsOurs)
{
    internal KeyUse For(KeyUse use) => use == KeyUse.Credential && !IsOurs ? KeyUse.Field : use;
}
