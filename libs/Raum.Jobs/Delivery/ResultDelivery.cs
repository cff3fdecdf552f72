using Raum.Core;

namespace Raum.Jobs.Delivery;

/// <summary>For jobs whose answer is fetched: the answer has its place in the result channel, and there is nobody else to tell.</summary>
/// <remarks>Can be repeated: a reader takes the last answer before the end.</remarks>
internal sealed class ResultDelivery : IDelivery
{
    public bool CanBeRepeated => true;

    public bool Serves(DeliveryTarget target) => target == DeliveryTarget.Result;

    public Task<Outcome<DeliveryReceipt>> DeliverAsync(DeliveryRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<DeliveryReceipt>>(new DeliveryReceipt(null));

    public Task<Outcome<DeliveryReceipt?>> FindAsync(DeliveryRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<DeliveryReceipt?>>((DeliveryReceipt?)null);
}
