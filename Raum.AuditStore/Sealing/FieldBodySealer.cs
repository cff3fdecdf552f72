using System.Globalization;
using Raum.Core;
using Raum.Keys;

namespace Raum.AuditStore.Sealing;

/// <summary>Seals bodies under the organization's field key.</summary>
internal sealed class FieldBodySealer(FieldSealer sealer) : IBodySealer
{
    public ValueTask<Outcome<byte[]>> SealAsync(BodyPlace place, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        sealer.SealAsync(place.Organization, Address(place), body, cancellationToken);

    public ValueTask<Outcome<byte[]>> OpenAsync(BodyPlace place, ReadOnlyMemory<byte> sealedBody, CancellationToken cancellationToken) =>
        sealer.OpenAsync(place.Organization, Address(place), sealedBody, cancellationToken);

    private static FieldAddress Address(BodyPlace place) =>
        new(
            "audit.event",
            "body",
            string.Create(CultureInfo.InvariantCulture, $"{place.EventId:D}|{place.Class}|{place.At.UtcDateTime:yyyy-MM}")
        );
}
