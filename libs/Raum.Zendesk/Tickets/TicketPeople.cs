using Raum.Core;
using Raum.Jobs;

namespace Raum.Zendesk;

/// <summary>Collects whom a ticket names: the requester first, then ccs, agents, and everyone else who wrote. The best dictionary for masking (PII-2).</summary>
/// <remarks>Raum's own user is left out: its name is no person's.</remarks>
internal sealed class TicketPeople
{
    private readonly Dictionary<long, TicketRole> _roles = [];
    private readonly Dictionary<long, UserWire> _known = [];
    private readonly ViaPartyWire? _sender;
    private readonly long? _ownUserId;

    public TicketPeople(TicketWire ticket, long? ownUserId)
    {
        _ownUserId = ownUserId;
        _sender = ticket.Via?.Source?.From;
        Add(ticket.RequesterId, TicketRole.Requester);
        AddAll(ticket.EmailCcIds, TicketRole.Cc);
        AddAll(ticket.CollaboratorIds, TicketRole.Cc);
        Add(ticket.AssigneeId, TicketRole.Agent);
        // Followers are agents; the customer's mail does not go to them.
        AddAll(ticket.FollowerIds, TicketRole.Agent);
        Add(ticket.SubmitterId, TicketRole.Other);
    }

    public void Know(IEnumerable<UserWire>? users)
    {
        foreach (var user in users ?? [])
        {
            _known[user.Id] = user;
        }
    }

    public void Wrote(long? author) => Add(author, TicketRole.Other);

    /// <summary>Named people of whom no answer told more.</summary>
    public IEnumerable<long> Unknown() => _roles.Keys.Where(id => !_known.ContainsKey(id)).ToList();

    public IReadOnlyList<TicketPerson> List()
    {
        var people = _roles.Where(entry => _known.ContainsKey(entry.Key)).Select(entry => Person(_known[entry.Key], entry.Value)).ToList();

        // The name and address that the first mail was sent with may differ from the profile.
        if (_sender is { } sender && (sender.Name ?? sender.Address ?? sender.Phone) is { Length: > 0 })
        {
            people.Add(
                new TicketPerson(0, TicketRole.Other, new PersonalText(sender.Name ?? ""), Text(sender.Address), Text(sender.Phone))
            );
        }

        return [.. people.OrderBy(person => person.Role)];
    }

    private static TicketPerson Person(UserWire user, TicketRole role) =>
        new(
            user.Id,
            role == TicketRole.Other && user.Role is "agent" or "admin" ? TicketRole.Agent : role,
            new PersonalText(user.Name ?? ""),
            Text(user.Email),
            Text(user.Phone)
        );

    private void AddAll(IEnumerable<long>? ids, TicketRole role)
    {
        foreach (var id in ids ?? [])
        {
            Add(id, role);
        }
    }

    private void Add(long? id, TicketRole role)
    {
        if (id is { } value and > 0 && value != _ownUserId)
        {
            _roles.TryAdd(value, role);
        }
    }

    private static PersonalText? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : new PersonalText(text);
}
