using Raum.Core;

namespace Raum.Jobs.Simulations;

/// <summary>The end of a simulation's way: nothing leaves the house. What was found is laid down for those who may look at it.</summary>
/// <remarks>Can be repeated: the second report replaces the first.</remarks>
internal sealed class SimulationDelivery(SimulationReports reports) : IDelivery
{
    public bool CanBeRepeated => true;

    public bool Serves(DeliveryTarget target) => target == DeliveryTarget.Simulation;

    public async Task<Outcome<DeliveryReceipt>> DeliverAsync(DeliveryRequest request, CancellationToken cancellationToken)
    {
        if (request.Report is not { } report)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var kept = await reports.KeepAsync(request.Organization, request.Job, report, cancellationToken);
        return kept.Succeeded ? new DeliveryReceipt(null) : kept.Failure;
    }

    public Task<Outcome<DeliveryReceipt?>> FindAsync(DeliveryRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<DeliveryReceipt?>>((DeliveryReceipt?)null);
}
