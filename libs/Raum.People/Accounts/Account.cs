using Raum.Core;

namespace Raum.People.Accounts;

/// <summary>A person's account, as sign-in needs it. Nothing of it leaves the library.</summary>
/// <param name="SessionsSince">Changes with the password: what was proved of an account that says otherwise now proves nothing.</param>
internal sealed record Account(
    UserId Id,
    string? PasswordHash,
    DateTimeOffset? LockedUntil,
    DateTimeOffset? DisabledAt,
    bool HasTotp,
    DateTimeOffset SessionsSince
)
{
    public bool MayUse => DisabledAt is null;
}
