using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Keys;

namespace Raum.Organizations.Keys;

/// <summary>Moves an organization to the present keyring, on record (KEY-2).</summary>
public sealed class KeyringMoves(KeyringMove move, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Moves what is not moved yet. A repeated call does the rest, and records what an earlier one could not.</summary>
    /// <returns>What this call moved; as <see cref="KeyringMove.MoveAsync"/>, and <see cref="FailureCode.AuditUnavailable"/> when they moved and the record is missing.</returns>
    public async Task<Outcome<KeysMoved>> MoveAsync(OrganizationId organization, AuditActor actor, CancellationToken cancellationToken)
    {
        var moved = await move.MoveAsync(organization, cancellationToken);
        if (!moved.Succeeded)
        {
            return moved;
        }

        var now = clock.GetUtcNow();
        var recorded = await audit.AppendAsync(
            organization,
            [
                new KeyringMoved
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                    Target = new AuditTarget("organization", organization.ToString()),
                    From = moved.Value.From,
                    To = moved.Value.To,
                    Keys = moved.Value.Count,
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded ? moved : recorded.Failure;
    }
}
