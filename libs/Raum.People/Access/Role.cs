namespace Raum.People.Access;

/// <summary>What a person is in an organization (ORG-2). The order is the rank: nobody gives a role above their own or changes a member above them.</summary>
public enum Role
{
    /// <summary>Reads the audit log, changes nothing.</summary>
    Auditor,

    /// <summary>Drafts and approves answers.</summary>
    Agent,

    /// <summary>An agent who sees who works with them.</summary>
    Manager,

    /// <summary>Runs the organization: members, keys, settings.</summary>
    Admin,

    /// <summary>An admin whom only another owner can remove. An organization keeps at least one.</summary>
    Owner,
}

/// <summary>Names of roles as they are stored and shown; they never change their meaning.</summary>
public static class Roles
{
    public static IReadOnlyList<Role> All { get; } = Enum.GetValues<Role>();

    public static string Name(this Role role) =>
        role switch
        {
            Role.Auditor => "auditor",
            Role.Agent => "agent",
            Role.Manager => "manager",
            Role.Admin => "admin",
            Role.Owner => "owner",
            _ => throw new ArgumentOutOfRangeException(nameof(role)),
        };

    /// <summary>The role of this name, exactly as it is written; null for every other text.</summary>
    public static Role? Named(string? name)
    {
        foreach (var role in All)
        {
            if (role.Name() == name)
            {
                return role;
            }
        }

        return null;
    }
}
