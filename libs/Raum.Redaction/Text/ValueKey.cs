using System.Buffers;

namespace Raum.Redaction;

/// <summary>The form by which two spellings of one value are told to be the same: folded letters and digits, nothing between them.</summary>
internal static class ValueKey
{
    private const int MostOnStack = 128;

    /// <summary><see cref="Lexicon.Hash"/> of the form, without making it.</summary>
    public static ulong Hash(ReadOnlySpan<char> value)
    {
        var hash = Lexicon.HashStart;
        foreach (var c in value)
        {
            if (Lexicon.IsWordUnit(c))
            {
                hash = Lexicon.HashStep(hash, c);
            }
        }

        return hash;
    }

    public static string Of(ReadOnlySpan<char> value)
    {
        char[]? rented = value.Length <= MostOnStack ? null : ArrayPool<char>.Shared.Rent(value.Length);
        Span<char> key = rented ?? stackalloc char[MostOnStack];
        var folded = key[..Write(value, key)].ToString();
        if (rented is not null)
        {
            // What was a value stays nowhere else.
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }

        return folded;
    }

    /// <summary>Writes the form, which is never longer than the value; gives its length. A value without letters and digits is its own form.</summary>
    public static int Write(ReadOnlySpan<char> value, Span<char> key)
    {
        var length = 0;
        foreach (var c in value)
        {
            if (Lexicon.IsWordUnit(c))
            {
                key[length++] = Folding.Fold(c);
            }
        }

        if (length == 0)
        {
            value.CopyTo(key);
            return value.Length;
        }

        return length;
    }
}
