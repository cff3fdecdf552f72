using Raum.Proofs.Merkle;
using Raum.Proofs.Notes;

namespace Raum.Proofs.Export;

/// <summary>Which bodies are gone, and whether a signed receipt says so.</summary>
internal sealed class RemovedBodies(ExportReport report)
{
    private readonly List<Receipt> _receipts = [];
    private readonly List<(long Index, EntryState State)> _gone = [];
    private readonly Dictionary<long, List<Receipt>> _awaited = [];
    private readonly HashSet<Guid> _compared = [];
    private readonly List<long> _withheld = [];
    private readonly List<long> _missing = [];
    private long _whole;
    private long _cut;

    /// <param name="tree">As far as it was read.</param>
    public void Add(ReceiptLine line, string origin, IReadOnlyList<NoteKey> keys, CompactTree tree)
    {
        if (SignedNote.Parse(line.Note) is not { } note || Receipt.Parse(note.Text) is not { } receipt || receipt.Origin != origin)
        {
            report.Problem($"A receipt about removed content cannot be read, or is of another log.");
        }
        else if (note.Check([.. keys.Where(key => key.Name == origin)]) != NoteVerdict.Good)
        {
            report.Problem($"Receipt {receipt.Id} is not signed by a key that you gave.");
        }
        else
        {
            if (receipt.Proof is { } proof && receipt.Indexes.Last >= proof.Size)
            {
                report.Problem($"Receipt {receipt.Id} names entries that its own checkpoint, of {proof.Size} entries, does not hold.");
            }

            _receipts.Add(receipt);
            Await(receipt, tree);
        }
    }

    /// <summary>Compares when the tree has come to the size at which a receipt was given.</summary>
    public void Compare(CompactTree tree)
    {
        if (!_awaited.Remove(tree.Size, out var receipts))
        {
            return;
        }

        var root = tree.Root();
        foreach (var receipt in receipts)
        {
            if (receipt.Proof!.Root == root)
            {
                _compared.Add(receipt.Id);
            }
            else
            {
                report.Problem(
                    $"Receipt {receipt.Id} was given for another history: the first {tree.Size} entries do not give the root that it names."
                );
            }
        }
    }

    private void Await(Receipt receipt, CompactTree tree)
    {
        if (receipt.Proof is not { } proof || proof.Size < tree.Size)
        {
            return;
        }

        if (!_awaited.TryGetValue(proof.Size, out var receipts))
        {
            _awaited[proof.Size] = receipts = [];
        }

        receipts.Add(receipt);
        Compare(tree);
    }

    public void Add(CutLine line, string origin, IReadOnlyList<NoteKey> keys)
    {
        if (SignedNote.Parse(line.Note) is not { } note || LogCut.Parse(note.Text) is not { } cut || cut.Origin != origin)
        {
            report.Problem($"The note about where the log was cut cannot be read, or is of another log.");
        }
        else if (note.Check([.. keys.Where(key => key.Name == origin)]) != NoteVerdict.Good)
        {
            report.Problem($"The note about where the log was cut is not signed by a key that you gave.");
        }
        else
        {
            _cut = Math.Max(_cut, cut.First);
        }
    }

    public void Count(EntryLine entry)
    {
        switch (entry.State)
        {
            case EntryState.Whole:
                _whole++;
                break;
            case EntryState.Withheld:
                _withheld.Add(entry.Index);
                break;
            case EntryState.Missing:
                _missing.Add(entry.Index);
                break;
            default:
                _gone.Add((entry.Index, entry.State));
                break;
        }
    }

    public void Report()
    {
        if (_whole > 0)
        {
            report.Note(
                $"Of {_whole} entries the header was checked in full and the sealed body by its hash. What a sealed body says can only be read by who holds its key."
            );
        }

        if (_withheld.Count > 0)
        {
            report.Note(
                $"{_withheld.Count} entries are in this export by their hash only: they were cut off after their bodies were removed."
            );
            foreach (var index in _withheld)
            {
                if (!_receipts.Exists(receipt => receipt.Indexes.Contains(index)))
                {
                    report.Problem($"Entry {index} is in this export by its hash only, and no receipt says that its body was removed.");
                }
                else if (index >= _cut)
                {
                    report.Problem(
                        $"Entry {index} is in this export by its hash only, and no signed note says that the log was cut behind it."
                    );
                }
            }
        }

        foreach (var index in _missing)
        {
            report.Problem($"The content of entry {index} is gone or was changed, and nothing says that it was removed.");
        }

        foreach (var (index, state) in _gone)
        {
            if (!_receipts.Exists(receipt => receipt.State == state && receipt.Indexes.Contains(index)))
            {
                report.Problem($"The body of entry {index} is gone ({Receipt.Word(state)}), and no receipt says so.");
            }
        }

        foreach (var receipt in _receipts)
        {
            report.Note(
                $"Receipt {receipt.Id}: the bodies of {receipt.Entries} entries are {Receipt.Word(receipt.State)} since {receipt.At:yyyy-MM-dd} ({receipt.Reason}). {receipt.Remains}"
            );
            if (receipt.Proof is { } proof)
            {
                var compared = _compared.Contains(receipt.Id)
                    ? "which is the root of these entries"
                    : "which these entries cannot be compared with";
                report.Note(
                    $"Receipt {receipt.Id} was given when the newest checkpoint was of {proof.Size} entries with the root {proof.Root}, {compared}. Backups may hold what is gone until {proof.BackupsUntil:yyyy-MM-dd}."
                );
            }
        }
    }
}
