using Raum.AuditStore.Proofs;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Data;
using Raum.Proofs.Merkle;

namespace Raum.AuditStore.Export;

/// <summary>Writes an organization's log as a file that can be checked without Raum (AUD-5, AUD-6): headers, hashes and salts, no content.</summary>
public sealed class AuditExporter
{
    private readonly PlacedDatabase _database;
    private readonly ILogStore _store;
    private readonly RowCheck _rows;

    internal AuditExporter(PlacedDatabase database, ILogStore store, RowCheck rows)
    {
        _database = database;
        _store = store;
        _rows = rows;
    }

    /// <summary>Prepares an export of the entries from <paramref name="first"/> to the newest checkpoint.</summary>
    /// <returns>
    /// <see cref="FailureCode.NotFound"/> before the first checkpoint; <see cref="FailureCode.InvalidRequest"/> when <paramref name="first"/> is behind it;
    /// <see cref="FailureCode.SealBroken"/> when the stored tree is damaged.
    /// </returns>
    public async Task<Outcome<AuditExport>> OpenAsync(OrganizationId organization, long first, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.RunAsync<AuditExport>(
                organization,
                async (scope, token) =>
                {
                    if (await CheckpointStore.LatestAsync(scope, token) is not { } checkpoint)
                    {
                        return new Failure(FailureCode.NotFound);
                    }

                    if (first < 0 || first > checkpoint.Size)
                    {
                        return new Failure(FailureCode.InvalidRequest);
                    }

                    var plan = ProofPlan.Peaks(first);
                    var peaks = plan.Resolve(await TileStore.ReadAsync(scope, plan.Nodes, token));
                    return new AuditExport(organization, first, peaks, checkpoint, _database, _store, _rows);
                },
                cancellationToken
            );
        }
        catch (TreeDamagedException)
        {
            return new Failure(FailureCode.SealBroken);
        }
    }

    /// <summary>Prepares an export for another program, of the entries from <paramref name="first"/> to the newest checkpoint; what was cut off the log is not in it.</summary>
    /// <returns>As <see cref="OpenAsync"/>.</returns>
    public async Task<Outcome<EntryExport>> OpenEntriesAsync(
        OrganizationId organization,
        EntryFormat format,
        long first,
        CancellationToken cancellationToken
    )
    {
        var opened = await OpenAsync(organization, first, cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Failure;
        }

        var kept = await _database.RunAsync<long>(
            organization,
            async (scope, token) => await Truncation.FirstAsync(scope, token),
            cancellationToken
        );
        return kept.Succeeded
            ? new EntryExport(organization, first, kept.Value, opened.Value.Size, _store, EntryFormats.Of(format))
            : kept.Failure;
    }
}
