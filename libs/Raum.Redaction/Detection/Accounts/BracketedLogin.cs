using System.Buffers;

namespace Raum.Redaction;

/// <summary>A login alone in brackets behind talk of logging in, or behind a relative: "passwort vom kundenportal (ycan_hb)", "mio marito (sg19045.colombo)".</summary>
/// <remarks>Linear: what stands in short brackets is read once. Without a figure or an underscore between parts that are no words it is none.</remarks>
internal sealed class BracketedLogin : IDetector
{
    private const int Longest = 24;
    private const int Shortest = 5;
    private const int Near = 48;

    private static readonly SearchValues<char> Signs = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._");

    private static readonly WordSet Logins = Cues.Set(
        "passwort password kennwort wachtwoord contrasena clave senha passe mdp kundenportal portale einloggen inloggen anmelden"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        if (!units.Has('('))
        {
            return;
        }

        for (var from = 0; from < text.Length && text[from..].IndexOf('(') is >= 0 and var found; from += found + 1)
        {
            var start = from + found + 1;
            var near = text[start..Math.Min(text.Length, start + Longest)];
            var length = near.IndexOf(')');
            if (
                length >= Shortest
                && start > 2
                && text[start - 2] == ' '
                && IsLogin(near[..length])
                && (
                    WordsBefore.Any(text, start - 1, Near, Logins)
                    || (NameWords.Cues(NameContext.SpanBefore(text, start - 1, out _)) & WordFacts.Kin) != 0
                )
            )
            {
                findings.Add(new Finding(start, start + length, PiiType.Username, "account", 0.8, "bracketed"));
            }
        }
    }

    private static bool IsLogin(ReadOnlySpan<char> token)
    {
        var sign = token.IndexOfAny('_', '.');
        if (sign < 2 || sign + 2 > token.Length || !char.IsAsciiLetterLower(token[0]) || token.ContainsAnyExcept(Signs))
        {
            return false;
        }

        return !IsWord(token[..sign]) && (token[sign] == '_' || token[..sign].ContainsAnyInRange('0', '9'));
    }

    private static bool IsWord(ReadOnlySpan<char> part) =>
        ValueToken.WordEnd(part, 0) == part.Length
        && ((NameWords.Of(part) & WordFacts.Word) != 0 || DictionaryWords.Of(Lexicon.Hash(part)) != 0);
}
