using System.Globalization;
using Raum.Proofs.Merkle;
using Raum.Proofs.Notes;

namespace Raum.Proofs.Export;

/// <summary>Checks an export offline: no server, no database, only the file, the log's public key and, if there is one, a checkpoint that was kept.</summary>
/// <remarks>One pass, line by line; of a million entries only their ids and the tree's peaks stay in memory.</remarks>
public sealed class ExportVerifier
{
    private readonly IReadOnlyList<NoteKey> _keys;
    private readonly ExportReport _report = new();
    private readonly KeptCheckpoint _kept;
    private readonly RemovedBodies _removed;
    private CompactTree _tree = new();
    private EntryChecks _entries = null!;
    private Checkpoint _checkpoint = null!;
    private long _first;
    private long _next;

    private ExportVerifier(IReadOnlyList<NoteKey> keys, SignedNote? since)
    {
        _keys = keys;
        _kept = new KeptCheckpoint(since, _report);
        _removed = new RemovedBodies(_report);
    }

    /// <summary>Reads an export to its end and says what holds.</summary>
    /// <param name="keys">The log's public keys, from a source other than the export.</param>
    /// <param name="since">A checkpoint that was kept from an earlier time; null when there is none.</param>
    public static async Task<ExportReport> VerifyAsync(
        TextReader export,
        IReadOnlyList<NoteKey> keys,
        SignedNote? since,
        CancellationToken cancellationToken
    )
    {
        var verifier = new ExportVerifier(keys, since);
        await verifier.ReadAsync(export, cancellationToken);
        return verifier._report;
    }

    /// <summary>Says whether a known key signed a note of this log.</summary>
    internal static void CheckSignature(ExportReport report, IEnumerable<NoteKey> keys, SignedNote note, string origin, string what)
    {
        switch (note.Check([.. keys.Where(key => key.Name == origin)]))
        {
            case NoteVerdict.Good:
                report.Good($"The signature of {what} is good ({origin}).");
                break;
            case NoteVerdict.Forged:
                report.Problem($"The signature of {what} is forged: it names a key that you gave, and is not of that key.");
                break;
            default:
                report.Problem($"No key that you gave signed {what}. It is of {origin}.");
                break;
        }
    }

    private async Task ReadAsync(TextReader export, CancellationToken cancellationToken)
    {
        if (await export.ReadLineAsync(cancellationToken) is not { } first || ExportLine.Parse(first) is not HeadLine { Version: 1 } head)
        {
            _report.Problem($"This is not an export of an audit log (version 1).");
            return;
        }

        if (!ReadHead(head))
        {
            return;
        }

        EndLine? end = null;
        while (await export.ReadLineAsync(cancellationToken) is { } line)
        {
            if (end is not null)
            {
                _report.Problem($"There is something behind the export's end.");
                break;
            }

            switch (ExportLine.Parse(line))
            {
                case EntryLine entry:
                    ReadEntry(entry);
                    break;
                case ReceiptLine receipt:
                    _removed.Add(receipt, _checkpoint.Origin, _keys, _tree);
                    break;
                case CutLine cut:
                    _removed.Add(cut, _checkpoint.Origin, _keys);
                    break;
                case EndLine last:
                    end = last;
                    break;
                default:
                    _report.Problem($"A line cannot be read. Entry {_next} should follow there.");
                    break;
            }
        }

        Finish(end);
    }

    private bool ReadHead(HeadLine head)
    {
        if (SignedNote.Parse(head.Checkpoint) is not { } note || Checkpoint.Parse(note.Text) is not { } checkpoint)
        {
            _report.Problem($"The export's checkpoint cannot be read.");
            return false;
        }

        _checkpoint = checkpoint;
        CheckSignature(_report, _keys, note, checkpoint.Origin, "the export's checkpoint");
        try
        {
            _tree = new CompactTree(head.First, head.Peaks);
        }
        catch (ArgumentException)
        {
            _report.Problem($"The export does not say what stands before its first entry, {head.First}.");
            return false;
        }

        (_first, _next) = (head.First, head.First);
        _entries = new EntryChecks(_report, checkpoint.Origin);
        _kept.Begin(checkpoint, head.First, _keys);
        _kept.Compare(_tree);
        return true;
    }

    private void ReadEntry(EntryLine entry)
    {
        if (entry.Index != _next)
        {
            var why = entry.Index > _next ? "entries were left out" : "an entry was put in, doubled or moved";
            _report.Problem($"Entry {_next} should follow, and entry {entry.Index} does: {why}.");
        }

        _next = entry.Index + 1;
        _entries.Check(entry);
        _removed.Count(entry);
        _tree.Append(entry.Leaf);
        _kept.Compare(_tree);
        _removed.Compare(_tree);
    }

    private void Finish(EndLine? end)
    {
        var entries = _tree.Size - _first;
        if (end is null)
        {
            _report.Problem($"The export ends in the middle: its last line is missing.");
        }
        else if (end.Entries != entries)
        {
            _report.Problem($"The export has {entries} entries and says that it has {end.Entries}.");
        }

        if (end is { ExtraRows: not 0 })
        {
            _report.Problem($"The console and the API show {end.ExtraRows} rows that no entry of the log stands for.");
        }

        if (_tree.Size != _checkpoint.Size)
        {
            _report.Problem(
                $"The checkpoint is of {_checkpoint.Size} entries, and the export comes to {_tree.Size}: entries were left out or put in."
            );
        }
        else if (_tree.Root() != _checkpoint.Root)
        {
            _report.Problem($"The entries do not give the root that was signed: something in the log is not what it was.");
        }
        else
        {
            var range =
                entries == 0 ? "No new entries" : string.Create(CultureInfo.InvariantCulture, $"Entries {_first} to {_tree.Size - 1}");
            _report.Good($"{range}: complete, in order, and in the signed tree of {_checkpoint.Size} entries.");
        }

        if (_first > 0)
        {
            _report.Note($"Entries 0 to {_first - 1} are not in this export; the signed tree holds their hashes.");
        }

        _removed.Report();
    }
}
