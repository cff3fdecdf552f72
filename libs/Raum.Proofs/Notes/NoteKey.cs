using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Raum.Proofs.Notes;

/// <summary>The public key of a log, by name and number (C2SP signed-note). Its text form is <c>name+keyid+base64</c>.</summary>
public sealed class NoteKey
{
    /// <summary>The type byte of Ed25519.</summary>
    private const byte Ed25519Type = 1;

    private readonly byte[] _publicKey;

    /// <param name="name">Not empty, without spaces and plus signs.</param>
    /// <param name="publicKey">32 bytes.</param>
    public NoteKey(string name, ReadOnlySpan<byte> publicKey)
    {
        if (!IsName(name) || publicKey.Length != Ed25519.PublicKeyLength)
        {
            throw new ArgumentException("Not the name or not the key of a log.");
        }

        Name = name;
        _publicKey = publicKey.ToArray();
        Id = IdOf(name, publicKey);
    }

    public string Name { get; }

    /// <summary>The first four bytes of SHA-256 over name, line feed, type and key.</summary>
    public uint Id { get; }

    public ReadOnlySpan<byte> PublicKey => _publicKey;

    public bool Verifies(string text, ReadOnlySpan<byte> signature) => Ed25519.Verify(_publicKey, Encoding.UTF8.GetBytes(text), signature);

    /// <summary><c>name+keyid+base64(type || key)</c>, as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([Ed25519Type, .. _publicKey])}";

    /// <summary>Reads the text form.</summary>
    /// <returns>Null for anything else, also when the key id is not the key's.</returns>
    public static NoteKey? Parse(string text)
    {
        var parts = text.Split('+', 3);
        if (
            parts.Length != 3
            || !IsName(parts[0])
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            || StrictBase64.Read(parts[2]) is not [Ed25519Type, .. { Length: Ed25519.PublicKeyLength } publicKey]
        )
        {
            return null;
        }

        var key = new NoteKey(parts[0], publicKey);
        return key.Id == id && parts[1].Length == 8 ? key : null;
    }

    internal static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    private static uint IdOf(string name, ReadOnlySpan<byte> publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519Type, .. publicKey]));
}
