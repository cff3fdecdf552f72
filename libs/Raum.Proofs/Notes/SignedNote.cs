using System.Buffers.Binary;
using System.Text;

namespace Raum.Proofs.Notes;

/// <summary>A text with signatures under it (C2SP signed-note).</summary>
public sealed class SignedNote
{
    private const string LineStart = "\u2014 ";
    private const int MaxSignatures = 100;

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>What is signed; ends with a line feed.</summary>
    public string Text { get; }

    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Signs a text with one or more keys, in this order.</summary>
    /// <param name="text">Ends with a line feed and has no other control characters.</param>
    /// <param name="signers">Public key, and the seed of its private key.</param>
    public static SignedNote Sign(string text, params ReadOnlySpan<(NoteKey Key, byte[] Seed)> signers)
    {
        if (!IsText(text) || signers.Length == 0)
        {
            throw new ArgumentException("A note has lines, and a signature.", nameof(text));
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var signatures = new List<NoteSignature>();
        foreach (var (key, seed) in signers)
        {
            signatures.Add(new NoteSignature(key.Name, key.Id, Ed25519.Sign(seed, bytes)));
        }

        return new SignedNote(text, signatures);
    }

    /// <summary>Reads a note. Its signatures are not checked: that is <see cref="Check"/>.</summary>
    /// <returns>Null when it is none.</returns>
    public static SignedNote? Parse(string note)
    {
        // The last empty line: the text may have empty lines of its own.
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !IsText(note))
        {
            return null;
        }

        var lines = note[(split + 2)..].Split('\n');
        if (lines is not [.., ""] || lines.Length is < 2 or > MaxSignatures + 1)
        {
            return null;
        }

        var signatures = new List<NoteSignature>();
        foreach (var line in lines[..^1])
        {
            if (ParseSignature(line) is not { } signature)
            {
                return null;
            }

            signatures.Add(signature);
        }

        return new SignedNote(note[..(split + 1)], signatures);
    }

    /// <summary>Checks the signatures of known keys. Those of others say nothing, neither good nor bad.</summary>
    public NoteVerdict Check(IReadOnlyCollection<NoteKey> known)
    {
        var verdict = NoteVerdict.NoKnownKey;
        foreach (var signature in Signatures)
        {
            foreach (var key in known.Where(key => key.Name == signature.KeyName && key.Id == signature.KeyId))
            {
                if (!key.Verifies(Text, signature.Bytes))
                {
                    return NoteVerdict.Forged;
                }

                verdict = NoteVerdict.Good;
            }
        }

        return verdict;
    }

    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            Span<byte> bytes = new byte[sizeof(uint) + signature.Bytes.Length];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, signature.KeyId);
            signature.Bytes.CopyTo(bytes[sizeof(uint)..]);
            note.Append(LineStart).Append(signature.KeyName).Append(' ').Append(Convert.ToBase64String(bytes)).Append('\n');
        }

        return note.ToString();
    }

    private static NoteSignature? ParseSignature(string line)
    {
        if (!line.StartsWith(LineStart, StringComparison.Ordinal) || line[LineStart.Length..].Split(' ') is not [var name, var base64])
        {
            return null;
        }

        return NoteKey.IsName(name) && StrictBase64.Read(base64) is { Length: > sizeof(uint) } bytes
            ? new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[sizeof(uint)..])
            : null;
    }

    private static bool IsText(string text) =>
        text.EndsWith('\n') && !text.Any(c => c != '\n' && c is < ' ' or '\u007f') && IsUnicode(text);

    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i++ + 1])))
            {
                return false;
            }
        }

        return true;
    }
}

/// <param name="KeyId">With the name, says which key it claims to be of.</param>
/// <param name="Bytes">The signature alone.</param>
public sealed record NoteSignature(string KeyName, uint KeyId, byte[] Bytes);

/// <summary>What the signatures of a note are worth to who knows some keys.</summary>
public enum NoteVerdict
{
    /// <summary>At least one known key signed it, and none of their signatures is wrong.</summary>
    Good,

    /// <summary>No known key is named under it.</summary>
    NoKnownKey,

    /// <summary>A known key is named under it and has not signed this text.</summary>
    Forged,
}
