using System.Globalization;
using System.Text;
using Raum.Proofs.Merkle;

namespace Raum.Proofs.Notes;

/// <summary>A file that proves one entry (C2SP tlog-proof, <c>.tlog-proof</c>): where it stands, the path, and the checkpoint with its signatures.</summary>
/// <param name="Extra">What the application adds, here the leaf's data; null for nothing.</param>
/// <param name="Checkpoint">The note, as it was signed.</param>
public sealed record TlogProof(long Index, IReadOnlyList<TreeHash> Path, SignedNote Checkpoint, byte[]? Extra = null)
{
    private const string FirstLine = "c2sp.org/tlog-proof@v1";
    private const int MaxPath = 63;

    public override string ToString()
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        if (Extra is not null)
        {
            text.Append("extra ").Append(Convert.ToBase64String(Extra)).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Path)
        {
            text.Append(hash).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }

    /// <summary>Reads a file. Nothing is checked yet.</summary>
    /// <returns>Null when it is none.</returns>
    public static TlogProof? Parse(string text)
    {
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || SignedNote.Parse(text[(split + 2)..]) is not { } note)
        {
            return null;
        }

        var lines = new Queue<string>(text[..split].Split('\n'));
        if (lines.Dequeue() != FirstLine)
        {
            return null;
        }

        byte[]? extra = null;
        if (lines.TryPeek(out var second) && second.StartsWith("extra ", StringComparison.Ordinal))
        {
            extra = StrictBase64.Read(lines.Dequeue()["extra ".Length..]);
            if (extra is null)
            {
                return null;
            }
        }

        if (!lines.TryDequeue(out var index) || ReadIndex(index) is not { } position || lines.Count > MaxPath)
        {
            return null;
        }

        var path = new List<TreeHash>();
        foreach (var line in lines)
        {
            if (!TreeHash.TryParse(line, out var hash))
            {
                return null;
            }

            path.Add(hash);
        }

        return new TlogProof(position, path, note, extra);
    }

    private static long? ReadIndex(string line)
    {
        const string Start = "index ";
        var digits = line.StartsWith(Start, StringComparison.Ordinal) ? line[Start.Length..] : "";
        return
            digits.Length > 0
            && (digits[0] != '0' || digits.Length == 1)
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;
    }
}
