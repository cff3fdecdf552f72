using System.Text;

namespace Raum.Redaction;

/// <summary>The form by which two spellings of one value are told to be the same: folded letters and digits, nothing between them.</summary>
internal static class ValueKey
{
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
        var key = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                key.Append(Folding.Fold(c));
            }
        }

        return key.Length == 0 ? value.ToString() : key.ToString();
    }
}
