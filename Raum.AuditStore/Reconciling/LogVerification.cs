using System.IO.Pipelines;
using Raum.AuditStore.Export;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Proofs.Export;
using Raum.Proofs.Notes;

namespace Raum.AuditStore.Reconciling;

/// <summary>Checks an organization's log as an auditor would: an export of it, line by line, with the log's public keys.</summary>
/// <remarks>It trusts the keys in the database, so it finds what was changed and not who could sign anew: for that a checkpoint is kept elsewhere.</remarks>
internal sealed class LogVerification(PlacedDatabase projector, AuditExporter exporter)
{
    // Some ten seconds of work; the whole of it is what `raum audit verify` is for.
    private const long Newest = 200_000;

    /// <returns>What does not hold, in words; empty when all does, or before the first checkpoint.</returns>
    /// <exception cref="AuditReadException">The log or the tree cannot be read on.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var (size, keys) = await ReadAsync(organization, cancellationToken);
        var export = await exporter.OpenAsync(organization, Math.Max(0, size - Newest), cancellationToken);
        if (!export.Succeeded)
        {
            return export.Failure.Code == FailureCode.NotFound ? [] : throw new AuditReadException(export.Failure.Code);
        }

        var pipe = new Pipe();
        var writing = WriteAsync(export.Value, pipe.Writer, cancellationToken);
        using var reader = new StreamReader(pipe.Reader.AsStream());
        var report = await ExportVerifier.VerifyAsync(reader, keys, since: null, cancellationToken);
        await writing;
        return report.Problems;
    }

    private async Task<(long Size, IReadOnlyList<NoteKey> Keys)> ReadAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var scope = await projector.OpenAsync(organization, cancellationToken);
        var latest = await CheckpointStore.LatestAsync(scope, cancellationToken);
        var keys = await LogKeys.PublicAsync(scope, cancellationToken);
        return (latest?.Size ?? 0, [.. keys.Select(key => key.Key)]);
    }

    private static async Task WriteAsync(AuditExport export, PipeWriter output, CancellationToken cancellationToken)
    {
        try
        {
            await export.WriteAsync(output.AsStream(leaveOpen: true), cancellationToken);
            await output.CompleteAsync();
        }
        catch (Exception e)
        {
            // Its reader throws it.
            await output.CompleteAsync(e);
        }
    }
}
