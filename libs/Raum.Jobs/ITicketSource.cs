using Raum.Core;

namespace Raum.Jobs;

/// <summary>Reads tickets from the desk. Adapter: <c>Raum.Zendesk</c>.</summary>
public interface ITicketSource
{
    /// <summary>Reads the ticket, its whole comment history and the people it names.</summary>
    /// <returns>Failures of the 4xx block of <see cref="FailureCode"/>.</returns>
    Task<Outcome<Ticket>> ReadAsync(OrganizationId organization, long ticketId, CancellationToken cancellationToken);

    /// <summary>Whether an agent of the desk may see a ticket there, as far as the desk says; who cannot be told may not.</summary>
    /// <returns><see cref="FailureCode.ZendeskForbidden"/> for who may not; failures of the 4xx block of <see cref="FailureCode"/>.</returns>
    Task<Outcome<Done>> CheckVisibleAsync(OrganizationId organization, long ticketId, long agent, CancellationToken cancellationToken);

    /// <summary>Reads a file of a ticket.</summary>
    /// <returns><see cref="FailureCode.TooLarge"/> for more than <paramref name="maxBytes"/>; failures of the 4xx block of <see cref="FailureCode"/>.</returns>
    Task<Outcome<ReadOnlyMemory<byte>>> ReadFileAsync(
        OrganizationId organization,
        TicketFile file,
        int maxBytes,
        CancellationToken cancellationToken
    );
}
