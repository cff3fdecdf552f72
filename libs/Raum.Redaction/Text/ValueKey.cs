using System.Text;

namespace Raum.Redaction;

/// <summary>The form by which two spellings of one value are told to be the same: folded letters and digits, nothing between them.</summary>
internal static class ValueKey
{
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
