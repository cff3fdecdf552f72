using System.Buffers.Binary;
using System.Text;
using Raum.Proofs.Merkle;
using Raum.Proofs.Notes;

namespace Raum.Proofs.Export;

/// <summary>Checks the proof of one entry (<c>.tlog-proof</c>), offline.</summary>
public static class ProofFileVerifier
{
    /// <summary>True when the text is meant to be such a file.</summary>
    public static bool IsProofFile(string text) => text.StartsWith("c2sp.org/tlog-proof@", StringComparison.Ordinal);

    public static ExportReport Verify(string text, IReadOnlyList<NoteKey> keys)
    {
        var report = new ExportReport();
        if (TlogProof.Parse(text) is not { Extra: { } leaf } proof || Checkpoint.Parse(proof.Checkpoint.Text) is not { } checkpoint)
        {
            report.Problem($"This is not the proof of an audit entry.");
            return report;
        }

        ExportVerifier.CheckSignature(report, keys, proof.Checkpoint, checkpoint.Origin, "the checkpoint");
        if (MerkleProof.IsIncluded(MerkleTree.Leaf(leaf), proof.Index, checkpoint.Size, proof.Path, checkpoint.Root))
        {
            report.Good($"The entry is number {proof.Index} of a log of {checkpoint.Size} entries.");
        }
        else
        {
            report.Problem($"The entry is not number {proof.Index} of that log: it was changed, or the proof is of another entry.");
        }

        if (Header(leaf) is { } header)
        {
            report.Note($"Its header: {Encoding.UTF8.GetString(header)}");
        }
        else
        {
            report.Problem($"The entry has no header.");
        }

        return report;
    }

    private static byte[]? Header(byte[] leaf)
    {
        const int Rest = TreeHash.Length + AuditLeaf.SaltLength;
        return leaf.Length >= sizeof(int) + Rest && BinaryPrimitives.ReadInt32BigEndian(leaf) == leaf.Length - sizeof(int) - Rest
            ? leaf[sizeof(int)..^Rest]
            : null;
    }
}
