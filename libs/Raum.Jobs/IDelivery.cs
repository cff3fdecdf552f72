using Raum.Core;
using Raum.Jobs.Simulations;

namespace Raum.Jobs;

/// <summary>An outside effect, at most once where the target can be asked (FLOW-7). Adapters: Zendesk, callback, result.</summary>
public interface IDelivery
{
    /// <summary>The targets this adapter serves.</summary>
    bool Serves(DeliveryTarget target);

    /// <summary>True when nothing leaves the house and a second time changes nothing: then no row is written before it.</summary>
    bool CanBeRepeated => false;

    /// <summary>Makes the effect, with the request's mark on it.</summary>
    /// <returns><see cref="FailureCode.DeliveryUncertain"/> when it may or may not have happened: look it up with <see cref="FindAsync"/>, never repeat it blindly.</returns>
    Task<Outcome<DeliveryReceipt>> DeliverAsync(DeliveryRequest request, CancellationToken cancellationToken);

    /// <summary>Looks for an earlier effect by its mark.</summary>
    /// <returns>The receipt, or null when the target is sure that there is none; a failure when it cannot tell.</returns>
    Task<Outcome<DeliveryReceipt?>> FindAsync(DeliveryRequest request, CancellationToken cancellationToken);
}

/// <param name="Mark">Derived from the job alone, the same on every attempt.</param>
/// <param name="TicketStamp">The stamp of the ticket that the answer was made from, for the optimistic lock.</param>
/// <param name="Text">The restored answer. Memory only.</param>
/// <param name="Solve">Also set the ticket to solved.</param>
/// <param name="Tag">Also add this tag to the ticket: the hand-back to people (FLOW-6). Null for none.</param>
/// <param name="Report">What a simulation found. Memory only; null for every other job.</param>
public sealed record DeliveryRequest(
    OrganizationId Organization,
    JobId Job,
    AiOperation Operation,
    DeliveryTarget Target,
    string Mark,
    long? TicketId,
    string? TicketStamp,
    PersonalText Text,
    bool Solve,
    string? Tag = null,
    SimulationReport? Report = null
);

/// <param name="EffectId">The target's own id of the effect (a Zendesk comment or audit id), opaque.</param>
public sealed record DeliveryReceipt(string? EffectId);
