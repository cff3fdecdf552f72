using System.Globalization;
using Raum.AuditStore.Events;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Proofs.Export;
using Raum.Proofs.Notes;

namespace Raum.AuditStore.Retention;

/// <summary>Carries planned removals out: on record first, then in one transaction the receipt, the marks, the bodies and their keys.</summary>
/// <remarks>Whoever does it again, after a crash or beside another worker, records the same entry, and one of them gives the receipt.</remarks>
/// <param name="eventStore">The events are in an EventStoreDB, where sealed bytes stay until a scavenge.</param>
internal sealed class BodyRemoval(
    PlacedDatabase purge,
    PlacedDatabase projector,
    LogKeys keys,
    IAuditLog log,
    TimeProvider clock,
    bool eventStore
)
{
    /// <summary>The longest that a backup may be kept (docs/audit.md).</summary>
    public const int BackupDays = 30;

    private const string Stays = "Header, salt and hash, for the proofs, for the life of the account.";
    private const string AfterClosure =
        " All other rows of the organization and its keys are destroyed right after this; its tree, checkpoints, public keys and receipts stay.";
    private const string InPostgres =
        " Dead rows in the files of Postgres until their place is used again; wrapped keys and sealed bodies in its backups until the date above.";
    private const string InEventStore =
        " Sealed bytes, which open nowhere without their keys, on the disks of EventStoreDB until the log is cut behind them and a scavenge of every node has run, and in its backups until these end.";

    /// <returns>How many entries lost their body, 0 when somebody else did it; <see cref="FailureCode.Conflict"/> while a legal hold stands: the removal waits.</returns>
    public async Task<Outcome<long>> RunAsync(OrganizationId organization, Removal removal, CancellationToken cancellationToken)
    {
        var recorded = await log.AppendAsync(organization, [EntryOf(removal)], cancellationToken);
        // A conflict, or a body that is gone: it is on record.
        if (recorded is { Succeeded: false, Failure.Code: not (FailureCode.AuditConflict or FailureCode.Gone) })
        {
            return recorded.Failure;
        }

        var now = clock.GetUtcNow();
        var note = await SignAsync(organization, removal, now, cancellationToken);
        return note.Succeeded
            ? await purge.RunAsync<long>(
                organization,
                async (scope, token) =>
                    await Removals.CarryOutAsync(scope, removal.Receipt, note.Value.ToString(), now, token) is { } removed
                        ? removed
                        : new Failure(FailureCode.Conflict),
                cancellationToken
            )
            : note.Failure;
    }

    private static BodiesRemoved EntryOf(Removal removal) =>
        new()
        {
            Id = removal.Receipt,
            At = removal.PlannedAt,
            Actor = AuditActor.System(
                removal.Class is not null ? "retention"
                : IsClosure(removal) ? "closure"
                : "privacy"
            ),
            Correlation = new CorrelationId(removal.Receipt),
            Target = new AuditTarget("receipt", removal.Receipt.ToString("D")),
            Reason =
                removal.Class is not null ? RemovalReason.Retention
                : IsClosure(removal) ? RemovalReason.Closure
                : RemovalReason.Erasure,
            RetentionClass = removal.Class,
            Month = Text(removal.Month),
            Entries = removal.Revisions.Count,
        };

    private async Task<Outcome<SignedNote>> SignAsync(
        OrganizationId organization,
        Removal removal,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await projector.RunAsync<SignedNote>(
                organization,
                async (scope, token) =>
                {
                    if (await CheckpointStore.LatestAsync(scope, token) is not { } checkpoint)
                    {
                        return new Failure(FailureCode.NotFound);
                    }

                    string TextOf(string origin) =>
                        new Receipt(
                            removal.Receipt,
                            origin,
                            removal.Class is null ? EntryState.Erased : EntryState.Expired,
                            removal.Class ?? "*",
                            Text(removal.Month) ?? "*",
                            removal.Revisions.Count,
                            IndexRanges.Of(removal.Revisions),
                            now,
                            removal.Reason,
                            Stays + (IsClosure(removal) ? AfterClosure : "") + InPostgres + (eventStore ? InEventStore : "")
                        )
                        {
                            Proof = new ReceiptProof(
                                checkpoint.Size,
                                checkpoint.Root,
                                DateOnly.FromDateTime(now.UtcDateTime).AddDays(BackupDays)
                            ),
                        }.Text;

                    return await keys.SignAsync(scope, TextOf, token);
                },
                cancellationToken
            );
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
    }

    private static bool IsClosure(Removal removal) => removal.Cause == OrganizationEnd.Cause;

    private static string? Text(DateOnly? month) => month?.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
