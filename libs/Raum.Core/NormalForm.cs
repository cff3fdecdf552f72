using System.Text;

namespace Raum.Core;

/// <summary>Texts in one form for comparing: NFKC (Unicode Standard Annex 15).</summary>
public static class NormalForm
{
    /// <summary>The text in NFKC; null for one that has none: with half a surrogate pair, or with U+FFFE, which .NET refuses.</summary>
    public static string? Of(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
