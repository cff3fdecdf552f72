namespace Raum.Redaction;

/// <summary>PINs behind what they are for: "PIN per le giustifiche 40817", "PIN für die Schranke 5512".</summary>
/// <remarks>Linear: three words behind each cue are read.</remarks>
internal static class PurposePin
{
    private static readonly WordSet For = Cues.Set("for fur per pour para voor");
    private static readonly WordSet Articles = Cues.Set("the our den die das le la les l' el los las il lo i gli o a os as de het onze");

    /// <summary>The PIN whose word ends at <paramref name="at"/>; its end is 0 when there is none.</summary>
    public static (int Start, int End) Behind(ReadOnlySpan<char> text, int at)
    {
        var preposition = Next(text, at);
        if (preposition == 0 || !For.Contains(text[(at + 1)..preposition]))
        {
            return default;
        }

        var article = Next(text, preposition);
        var noun = article == 0 ? 0 : Next(text, article);
        if (noun == 0 || !Articles.Contains(text[(preposition + 1)..article]) || OtherNumber.IsSaid(text[(article + 1)..noun]))
        {
            return default;
        }

        var start = ValueToken.Spaces(text, noun);
        var end = CodeDigits.End(text, start);
        return end > start && new SecretShape(text[start..end]) is { IsDigits: true, IsYear: false } ? (start, end) : default;
    }

    /// <summary>Where the word behind a space ends; 0 when there is none.</summary>
    private static int Next(ReadOnlySpan<char> text, int at)
    {
        var end = at < text.Length && text[at] == ' ' ? ValueToken.WordEnd(text, at + 1) : 0;
        return end > at + 1 ? end : 0;
    }
}
