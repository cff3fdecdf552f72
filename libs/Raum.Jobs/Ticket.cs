using Raum.Core;

namespace Raum.Jobs;

/// <summary>A ticket as a worker read it. Memory only.</summary>
/// <param name="Stamp"><c>updated_at</c> exactly as the desk wrote it, for the optimistic lock of a later write.</param>
/// <param name="Comments">Oldest first; the first is the description. Internal ones are marked, never dropped here.</param>
/// <param name="People">Everyone the ticket's metadata names, the requester first.</param>
public sealed record Ticket(
    long Id,
    string Stamp,
    TicketStatus Status,
    PersonalText Subject,
    IReadOnlyList<TicketComment> Comments,
    IReadOnlyList<TicketPerson> People
)
{
    /// <summary>As the desk has them: they tell which procedures apply, and go nowhere.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The newest comment is Raum's own: a webhook that came for it, without saying who wrote, has nothing to ask (ZD-2).</summary>
    public bool AnsweredByRaum { get; init; }

    public TicketPerson? Requester => People.FirstOrDefault(person => person.Role == TicketRole.Requester);
}

public enum TicketStatus
{
    New,
    Open,
    Pending,
    Hold,
    Solved,
    Closed,
}

/// <param name="Text">Plain text.</param>
/// <param name="Files">What hangs on it; null for nothing.</param>
public sealed record TicketComment(
    long Id,
    long AuthorId,
    bool Public,
    PersonalText Text,
    DateTimeOffset CreatedAt,
    IReadOnlyList<TicketFile>? Files = null
);

/// <summary>A file of a comment, not yet read. Its name is the customer's and is not kept.</summary>
/// <param name="Address">Where the desk says it is; only the desk's adapter may use it. Null where it says nothing usable.</param>
/// <param name="MediaType">What the desk calls it.</param>
public sealed record TicketFile(long Id, Uri? Address, string? MediaType);

public sealed record TicketPerson(long Id, TicketRole Role, PersonalText Name, PersonalText? Email = null, PersonalText? Phone = null);

public enum TicketRole
{
    Requester,
    Cc,
    Agent,
    Other,
}
