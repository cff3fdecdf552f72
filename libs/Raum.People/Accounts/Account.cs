using Raum.Core;

namespace Raum.People.Accounts;

/// <summary>A person's account, as sign-in needs it. Nothing of it leaves the library.</summary>
internal sealed record Account(UserId Id, string? PasswordHash, DateTimeOffset? LockedUntil, DateTimeOffset? DisabledAt, bool HasTotp)
{
    public bool MayUse => DisabledAt is null;
}
