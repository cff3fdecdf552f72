using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Proofs.Notes;

namespace Raum.AuditStore.Proofs;

/// <summary>Gives a log a new signing key, on record.</summary>
public sealed class LogKeyRotation
{
    private readonly LogKeys _keys;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal LogKeyRotation(LogKeys keys, IAuditLog log, TimeProvider clock)
    {
        _keys = keys;
        _log = log;
        _clock = clock;
    }

    /// <summary>Records the change, then makes the key. The old one signs beside it for <see cref="AuditStoreOptions.KeyOverlap"/>.</summary>
    /// <returns>The new public key; <see cref="FailureCode.Conflict"/>, <see cref="FailureCode.KeyUnavailable"/>, or that it could not be recorded.</returns>
    public async Task<Outcome<NoteKey>> RotateAsync(OrganizationId organization, AuditActor actor, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var recorded = await _log.AppendAsync(
            organization,
            [
                new CredentialChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                    Credential = "audit-log-key",
                    Change = CredentialChange.Rotated,
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded ? await _keys.RotateAsync(organization, cancellationToken) : recorded.Failure;
    }
}
