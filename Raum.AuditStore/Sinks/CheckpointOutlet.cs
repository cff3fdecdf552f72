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
    public bool TakesEntries => false;

    public bool Serves(SinkKind kind) => kind is SinkKind.CheckpointWebhook or SinkKind.CheckpointFile or SinkKind.CheckpointMail;

    public async Task<Outcome<long>> PushAsync(OpenSink sink, CancellationToken cancellationToken)
    {
        var read = await projector.RunAsync<StoredCheckpoint?>(
            sink.Organization,
            async (scope, token) => await CheckpointStore.LatestAsync(scope, token),
            cancellationToken
        );
        if (!read.Succeeded)
        {
            return read.Failure;
        }

        if (read.Value is not { } checkpoint || checkpoint.Size <= sink.Position)
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

    /// <summary>Whole or not at all: written beside and moved.</summary>
    private async Task<Outcome<Done>> WriteAsync(
        OrganizationId organization,
        StoredCheckpoint checkpoint,
        CancellationToken cancellationToken
    )
    {
        if (options.Value.CheckpointFolder is not { Length: > 0 } folder)
        {
            return new Failure(FailureCode.NotConfigured);
        }

        try
        {
            var own = Path.Combine(folder, organization.ToString());
            Directory.CreateDirectory(own);
            var file = Path.Combine(own, string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Size:D12}.checkpoint"));
            await File.WriteAllTextAsync(file + ".part", checkpoint.Note, cancellationToken);
            File.Move(file + ".part", file, overwrite: true);
            return default(Done);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Failure(FailureCode.CallbackUnavailable);
        }
    }
}
