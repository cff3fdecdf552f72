namespace Raum.Redaction;

/// <summary>Secrets that the next sentence tells: "I changed the wifi password. It's Harbor-Fog-22 now.", "Das Passwort ist neu. Es lautet Sommer#2041."</summary>
/// <remarks>Linear: a bounded stretch behind each cue is read.</remarks>
internal static class RenewedSecret
{
    private const int Reach = 100;
    private const int MostWords = 5;

    /// <summary>Stand for the password or PIN, or say that it is new.</summary>
    private static readonly WordSet Opens = Cues.Set(
        "it its the new one now this that s es das neue neues jetzt nun ab ce c cest le la nouveau nouvelle maintenant desormais ahora la nueva el nuevo agora a o nova novo adesso ora quella quello nuova nuovo het de nieuwe nu dit"
    );

    /// <summary>The secret behind the sentence of the cue; its end is 0 when there is none.</summary>
    /// <param name="at">Where the word for it ends.</param>
    public static (int Start, int End) Behind(ReadOnlySpan<char> text, int at, CueKind kind)
    {
        var near = text[at..Math.Min(text.Length, at + Reach)];
        var stop = near.IndexOf(". ", StringComparison.Ordinal);
        if (stop < 0 || kind is not (CueKind.Password or CueKind.Pin) || near[..stop].ContainsAny('\n', '?'))
        {
            return default;
        }

        Work.Add(stop);
        var said = false;
        at += stop + 2;
        for (var words = 0; words <= MostWords && at < text.Length; words++)
        {
            at += ValueToken.IsQuote(text[at]) ? 1 : 0;
            var last = ValueToken.WordEnd(text, at);
            var word = text[at..last];
            if (said && ValueOf(text, at, kind) is > 0 and var end)
            {
                return (at, end);
            }

            if (last == at || last == text.Length || !(CueVocabulary.Says.Contains(word) || Opens.Contains(word)))
            {
                return default;
            }

            said |= CueVocabulary.Says.Contains(word) || text[last] is '\'' or '’';
            at = last + 1;
        }

        return default;
    }

    private static int ValueOf(ReadOnlySpan<char> text, int at, CueKind kind)
    {
        if (kind == CueKind.Pin)
        {
            var digits = CodeDigits.End(text, at);
            return digits > 0 && new SecretShape(text[at..digits]) is { IsDigits: true, IsYear: false } ? digits : 0;
        }

        var end = SecretPlace.WithEnd(text, at, ValueToken.End(text, at), false);
        return end > at && new SecretShape(text[at..end]) is { IsStrong: true } ? end : 0;
    }
}
