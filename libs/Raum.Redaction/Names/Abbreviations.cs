namespace Raum.Redaction;

/// <summary>Letters with dots that look like initials and are none: "D.O.B.", "F.Y.I.", "P.S. Marek is away".</summary>
internal static class Abbreviations
{
    private const int Longest = 5;

    private static readonly WordSet Known = Cues.Set(
        "pps dob fao fyi tbc tba tbd rsvp qed cod sos eta etd asap aka led lcd vip usa uae ceo cfo cto faq diy atm pto pin sim gps rma sav rdv tva sncf cif dni nif iva irpf cpf cnpj idr uawg eeuu wlan kfz tuv adac bbc nhs hmrc dvla irs dmv usps"
    );

    /// <summary>Of two letters, where a sentence begins with them: "ask P.S. Raman" has a name.</summary>
    private static readonly WordSet Openings = Cues.Set("ps nb");

    /// <summary>True for each of their letters.</summary>
    public static bool IsIn(ReadOnlySpan<char> text, in Word word)
    {
        if (word.Shape != WordShape.Initial || !IsDotted(text, word.Start))
        {
            return false;
        }

        var start = word.Start;
        while (start > 1 && text[start - 1] == '.' && char.IsAsciiLetter(text[start - 2]) && word.Start - start <= Longest * 2)
        {
            start -= 2;
        }

        Span<char> letters = stackalloc char[Longest];
        var count = 0;
        var at = start;
        for (; at < text.Length && char.IsAsciiLetter(text[at]) && count < Longest; at += 2)
        {
            letters[count++] = text[at];
            if (at + 1 >= text.Length || text[at + 1] != '.')
            {
                at += 1;
                break;
            }
        }

        return (start == 0 || !char.IsLetterOrDigit(text[start - 1]))
            && (at >= text.Length || !char.IsLetterOrDigit(text[at]))
            && (Known.Contains(letters[..count]) || (Openings.Contains(letters[..count]) && BeginsSentence(text, start)));
    }

    private static bool IsDotted(ReadOnlySpan<char> text, int at) =>
        (at + 1 < text.Length && text[at + 1] == '.') || (at > 1 && text[at - 1] == '.' && char.IsAsciiLetter(text[at - 2]));

    private static bool BeginsSentence(ReadOnlySpan<char> text, int start) =>
        (start == 0 || text[start - 1] is ' ' or '\n' or '*')
        && text[..start].TrimEnd(" *-") is [] or [.., '.' or '!' or '?' or ')' or '\n' or '>' or ':'];
}
