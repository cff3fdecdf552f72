namespace Raum.Redaction;

/// <summary>Passwords that an answer tells some sentences behind the word: "Did it expire? I've set a temporary one: Harbour!Tulip82."</summary>
/// <remarks>Linear: the colons of a bounded stretch behind each cue are looked at. Only a form that hardly anything but a password has.</remarks>
internal static class TemporarySecret
{
    private const int Reach = 200;
    private const int MostColons = 4;
    private const int Shortest = 8;
    private const int Longest = 32;

    private static readonly WordSet Stands = Cues.Set(
        "one temporary new neues vorlaufiges temporares ubergangsweise provisoire temporaire nouveau temporal provisional nueva nuova provvisoria temporanea nova provisoria tijdelijk tijdelijke nieuwe this dieses celui-ci"
    );

    /// <summary>The secret behind a word for one that ends at <paramref name="at"/>; its end is 0 when there is none.</summary>
    public static (int Start, int End) Behind(ReadOnlySpan<char> text, int at)
    {
        var limit = Math.Min(text.Length, at + Reach);
        for (var colons = 0; colons < MostColons && text[at..limit].IndexOf(": ", StringComparison.Ordinal) is >= 0 and var found; colons++)
        {
            Work.Add(found);
            var start = at + found + 2;
            if (Stands.Contains(NameContext.SpanBefore(text, start - 2, out _)) && End(text, start) is > 0 and var end)
            {
                return (start, end);
            }

            at = Math.Min(start, limit);
        }

        return default;
    }

    private static int End(ReadOnlySpan<char> text, int start)
    {
        var end = SecretPlace.WithEnd(text, start, ValueToken.End(text, start), false);
        var token = text[start..end];
        return token.Length is >= Shortest and <= Longest && new SecretShape(token) is { IsStrong: true, Digits: > 0, Signs: > 0 }
            ? end
            : 0;
    }
}
