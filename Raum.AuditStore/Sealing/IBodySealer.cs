using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Sealing;

/// <summary>Seals bodies of events. Bodies of one organization, class and month share a key, so that they can be made unreadable together.</summary>
internal interface IBodySealer
{
    /// <returns><see cref="FailureCode.KeyUnavailable"/> when there is no key: then nothing is recorded.</returns>
    ValueTask<Outcome<byte[]>> SealAsync(BodyPlace place, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <returns><see cref="FailureCode.SealBroken"/> when the bytes are not what was sealed for this place.</returns>
    ValueTask<Outcome<byte[]>> OpenAsync(BodyPlace place, ReadOnlyMemory<byte> sealedBody, CancellationToken cancellationToken);
}

/// <summary>What a sealed body is bound to: moved to another place, it does not open.</summary>
internal readonly record struct BodyPlace(OrganizationId Organization, Guid EventId, AuditClass Class, DateTimeOffset At);
