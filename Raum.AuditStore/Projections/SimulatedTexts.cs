using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Which words simulations have tried, by keyed hashes that stand in the log: a version comes into force only after a recorded simulation of it (FLOW-9).</summary>
/// <remarks>The log itself is asked, by its read model, which is a moment behind. What an erasure took out of it was not simulated any more.</remarks>
public sealed class SimulatedTexts
{
    /// <summary>A simulation counts for this long.</summary>
    public static readonly TimeSpan Counts = TimeSpan.FromDays(30);

    private readonly PlacedDatabase _database;
    private readonly HashKeys _keys;
    private readonly TimeProvider _clock;

    internal SimulatedTexts(PlacedDatabase database, HashKeys keys, TimeProvider clock) =>
        (_database, _keys, _clock) = (database, keys, clock);

    /// <summary>What a simulation records of words that it tried, for <see cref="KnowledgeUse.Print"/>.</summary>
    /// <returns>Failures of the keys.</returns>
    public Task<Outcome<string>> PrintAsync(OrganizationId organization, PersonalText words, CancellationToken cancellationToken) =>
        GuardAsync(async () => Convert.ToBase64String(await _keys.HashAsync(organization, Named(words), cancellationToken)));

    /// <summary>Whether a simulation of these words ended well within <see cref="Counts"/>, with them in its prompt.</summary>
    /// <returns><see cref="FailureCode.SimulationRequired"/> when none did; failures of keys and database.</returns>
    public async Task<Outcome<Done>> RequireAsync(OrganizationId organization, PersonalText words, CancellationToken cancellationToken)
    {
        var found = await GuardAsync(async () =>
        {
            var prints = await _keys.AllHashesAsync(organization, Named(words), cancellationToken);
            await using var batch = _database
                .CreateBatch(organization)
                .Add(
                    """
                    select exists (select from projection.audit_entry begun
                      join projection.audit_entry masked on masked.organization_id = $1 and masked.target_id = begun.target_id and masked.type = 'job-masked.v1'
                      join projection.audit_entry ended on ended.organization_id = $1 and ended.target_id = begun.target_id and ended.type = 'job-delivered.v1'
                      where begun.organization_id = $1 and begun.type = 'job-queued.v1' and begun.at >= $2 and begun.details ->> 'trigger' = 'Simulation'
                        and ended.details ->> 'delivery' = 'Simulation'
                        and exists (select from jsonb_array_elements(masked.details -> 'knowledge') used where used ->> 'print' = any ($3)))
                    """,
                    organization.Value,
                    _clock.GetUtcNow() - Counts,
                    prints.Select(Convert.ToBase64String).ToArray()
                );
            await using var reader = await batch.ReadAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) && reader.GetBoolean(0);
        });
        return !found.Succeeded ? found.Failure
            : found.Value ? default(Done)
            : new Failure(FailureCode.SimulationRequired);
    }

    // No address and no person's number begins like this.
    private static string Named(PersonalText words) => $"simulated\n{words.Reveal()}";

    private static async Task<Outcome<T>> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}
