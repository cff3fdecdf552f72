namespace Raum.Proofs;

/// <summary>Standard base64 with padding and in one form only: what is signed or compared as text must not have two spellings.</summary>
internal static class StrictBase64
{
    /// <returns>Null for anything that <see cref="Convert.ToBase64String(byte[])"/> would not have written.</returns>
    public static byte[]? Read(string? text)
    {
        if (text is null || text.Length % 4 != 0)
        {
            return null;
        }

        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out var written) && Convert.ToBase64String(bytes, 0, written) == text
            ? bytes[..written]
            : null;
    }
}
