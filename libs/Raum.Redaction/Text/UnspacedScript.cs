namespace Raum.Redaction;

/// <summary>Scripts that are written without spaces between words: Chinese, Japanese, Korean, Thai and their neighbours.</summary>
internal static class UnspacedScript
{
    public static bool IsIn(string word) =>
        word.AsSpan().ContainsAnyInRange('\u2E80', '\uD7AF')
        || word.AsSpan().ContainsAnyInRange('\u0E00', '\u0EFF')
        || word.AsSpan().ContainsAnyInRange('\uF900', '\uFAFF');
}
