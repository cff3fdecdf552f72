namespace Raum.People.Sessions;

/// <summary>A session of the Zendesk sidebar (ORG-12).</summary>
/// <param name="ZendeskUser">The agent, by Zendesk's id: as Zendesk said it, or as a claimed user says.</param>
public sealed record Sidebar(long ZendeskUser, SidebarKind Kind)
{
    internal static string NameOf(SidebarKind kind) =>
        kind switch
        {
            SidebarKind.Member => "member",
            SidebarKind.Agent => "agent",
            SidebarKind.Claimed => "claimed",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    internal static SidebarKind? Named(string? name) =>
        name switch
        {
            "member" => SidebarKind.Member,
            "agent" => SidebarKind.Agent,
            "claimed" => SidebarKind.Claimed,
            _ => null,
        };
}

public enum SidebarKind
{
    /// <summary>Linked to a member, whose session it is.</summary>
    Member,

    /// <summary>No member; let in by the organization's setting.</summary>
    Agent,

    /// <summary>The account is proved, the person is not.</summary>
    Claimed,
}
