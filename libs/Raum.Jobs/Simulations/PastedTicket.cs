using Raum.Core;

namespace Raum.Jobs.Simulations;

/// <summary>A ticket that no desk has: an admin wrote it to see what would become of it (FLOW-8). Memory only.</summary>
/// <param name="Messages">Oldest first; the first is the description.</param>
/// <param name="People">Whom the ticket's metadata would name; their numbers are not the desk's.</param>
/// <param name="Tags">As the desk would have them: they tell which procedures apply.</param>
public sealed record PastedTicket(
    PersonalText? Subject,
    IReadOnlyList<PastedMessage> Messages,
    IReadOnlyList<TicketPerson> People,
    IReadOnlyList<string> Tags
)
{
    // The desk counts from 1: nobody of the desk is found by these.
    private const long SomeCustomer = 0;
    private const long SomeAgent = -1;

    /// <summary>The ticket as the desk would have given it.</summary>
    internal Ticket AsRead(DateTimeOffset at) =>
        new(
            0,
            "",
            TicketStatus.Open,
            Subject ?? PersonalText.Empty,
            [
                .. Messages.Select(
                    (message, i) => new TicketComment(i, message.FromAgent ? SomeAgent : SomeCustomer, message.Public, message.Text, at)
                ),
            ],
            [
                .. People.OrderBy(person => person.Role != TicketRole.Requester).Select(person => person with { Id = SomeCustomer }),
                .. Messages.Any(message => message.FromAgent)
                    ? [new TicketPerson(SomeAgent, TicketRole.Agent, PersonalText.Empty)]
                    : Array.Empty<TicketPerson>(),
            ]
        )
        {
            Tags = Tags,
        };
}

/// <param name="Public">False for an internal note.</param>
public sealed record PastedMessage(bool FromAgent, bool Public, PersonalText Text);
