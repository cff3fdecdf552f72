using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Sinks;

/// <summary>Brings the newest checkpoint to places that Raum does not control (AUD-5): who has it sees a history that is rewritten later.</summary>
internal sealed class CheckpointOutlet(PlacedDatabase projector, SignedPost post, Mailer mailer, IOptions<AuditStoreOptions> options)
    : ISinkOutlet
{
    private const string Extension = ".checkpoint";

    public bool TakesEntries => false;

    public bool Serves(SinkKind kind) => kind is SinkKind.CheckpointWebhook or SinkKind.CheckpointFile or SinkKind.CheckpointMail;

    public async Task<Outcome<long>> PushAsync(OpenSink sink, CancellationToken cancellationToken)
    {
        // Before the newest checkpoint is read, so that another worker's file cannot be newer than that.
        var kept = sink.Kind == SinkKind.CheckpointFile ? NewestKept(sink.Organization) : 0;
        var read = await projector.RunAsync<StoredCheckpoint?>(
            sink.Organization,
            async (scope, token) => await CheckpointStore.LatestAsync(scope, token),
            cancellationToken
        );
        if (!read.Succeeded)
        {
            return read.Failure;
        }

        if ((read.Value?.Size ?? 0) < Math.Max(sink.Position, kept))
        {
            // Checkpoints are never removed: what was shown to this place is not the history of this database.
            return new Failure(FailureCode.AuditConflict);
        }

        if (read.Value is not { } checkpoint || checkpoint.Size == sink.Position)
        {
            return sink.Position;
        }

        var sent = sink.Kind switch
        {
            SinkKind.CheckpointFile => await WriteAsync(sink.Organization, checkpoint, cancellationToken),
            SinkKind.CheckpointMail => await mailer.SendAsync(
                sink.Target.Address,
                string.Create(CultureInfo.InvariantCulture, $"Raum: checkpoint of the audit log at {checkpoint.Size} entries"),
                "Keep this note. Later exports of the log are checked against it: raum audit verify --since.\n\n" + checkpoint.Note,
                cancellationToken
            ),
            _ => await post.SendAsync(
                sink.Target,
                string.Create(CultureInfo.InvariantCulture, $"{sink.Id:D}-{checkpoint.Size}"),
                "text/plain; charset=utf-8",
                Encoding.UTF8.GetBytes(checkpoint.Note),
                cancellationToken
            ),
        };
        return sent.Succeeded ? checkpoint.Size : sent.Failure;
    }

    private string? FolderOf(OrganizationId organization) =>
        options.Value.CheckpointFolder is { Length: > 0 } folder ? Path.Combine(folder, organization.ToString()) : null;

    private long NewestKept(OrganizationId organization) =>
        FolderOf(organization) is { } own && Directory.Exists(own)
            ? Directory
                .EnumerateFiles(own, "*" + Extension)
                .Select(file =>
                    long.TryParse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture, out var size) ? size : 0
                )
                .DefaultIfEmpty()
                .Max()
            : 0;

    /// <summary>Whole or not at all: written beside and moved. What is there stays: it is what a rewritten history would be found by.</summary>
    /// <returns><see cref="FailureCode.AuditConflict"/> when another tree of the same size is there.</returns>
    private async Task<Outcome<Done>> WriteAsync(
        OrganizationId organization,
        StoredCheckpoint checkpoint,
        CancellationToken cancellationToken
    )
    {
        if (FolderOf(organization) is not { } own)
        {
            return new Failure(FailureCode.NotConfigured);
        }

        try
        {
            Directory.CreateDirectory(own);
            var file = Path.Combine(own, string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Size:D12}{Extension}"));
            if (!File.Exists(file))
            {
                await File.WriteAllTextAsync(file + ".part", checkpoint.Note, cancellationToken);
                File.Move(file + ".part", file, overwrite: false);
                return default(Done);
            }

            var there = await File.ReadAllTextAsync(file, cancellationToken);
            return SignedText(there) == SignedText(checkpoint.Note) ? default(Done) : new Failure(FailureCode.AuditConflict);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Failure(FailureCode.CallbackUnavailable);
        }
    }

    /// <summary>Origin, size and root; the signatures follow an empty line (C2SP signed-note).</summary>
    private static string SignedText(string note) => note.Split("\n\n", 2)[0];
}
