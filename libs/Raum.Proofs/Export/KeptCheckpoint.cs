using Raum.Proofs.Merkle;
using Raum.Proofs.Notes;

namespace Raum.Proofs.Export;

/// <summary>The checkpoint that the reader kept: the log of that time must be the beginning of this one.</summary>
internal sealed class KeptCheckpoint(SignedNote? note, ExportReport report)
{
    private Checkpoint? _kept;

    public void Begin(Checkpoint now, long first, IReadOnlyList<NoteKey> keys)
    {
        if (note is null)
        {
            report.Note(
                $"No earlier checkpoint was given (--since). Whether the log once said something else can only be told by one that somebody kept."
            );
            return;
        }

        var kept = Checkpoint.Parse(note.Text);
        if (kept is null || kept.Origin != now.Origin)
        {
            report.Problem($"The earlier checkpoint is not one of this log.");
            return;
        }

        ExportVerifier.CheckSignature(report, keys, note, kept.Origin, "the earlier checkpoint");
        if (kept.Size > now.Size)
        {
            report.Problem(
                $"The log became shorter: {kept.Size} entries at the earlier checkpoint, {now.Size} now. An older state was brought back, or entries were cut off."
            );
        }
        else if (kept.Size < first)
        {
            report.Problem(
                $"The export begins at entry {first}, behind the earlier checkpoint of {kept.Size} entries, so the two cannot be compared. Export from entry {kept.Size} or before."
            );
        }
        else
        {
            _kept = kept;
        }
    }

    /// <summary>Compares when the tree has come to the size of the kept checkpoint.</summary>
    public void Compare(CompactTree tree)
    {
        if (_kept is null || tree.Size != _kept.Size)
        {
            return;
        }

        if (tree.Root() == _kept.Root)
        {
            report.Good(
                $"The log of the earlier checkpoint ({_kept.Size} entries) is the beginning of this one: nothing in it was changed or removed."
            );
        }
        else
        {
            report.Problem(
                $"The first {_kept.Size} entries are not those of the earlier checkpoint: history was rewritten, or you were shown another log than others."
            );
        }

        _kept = null;
    }
}
