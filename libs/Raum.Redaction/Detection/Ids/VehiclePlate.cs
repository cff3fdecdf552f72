using System.Collections.Frozen;

namespace Raum.Redaction;

/// <summary>A number plate in the form of its country shortly behind a word for a car: "my Golf (AB12 CDE)", "La mia Panda è la GH 583 ZN". Behind the word for a plate see <see cref="NumberPlate"/>.</summary>
/// <remarks>Linear: a bounded stretch behind each such word is read.</remarks>
internal static class VehiclePlate
{
    private const int Reach = 40;
    private const int Longest = 11;
    private const int FewestDigits = 2;

    /// <summary>Codes of other things.</summary>
    private static readonly WordSet Others = Cues.Set(
        "codigo codice localizador locator pnr buchungscode reservierungscode modell modelo modele modello unter seat seats sitz plaza asiento posto stoel part teil piece pieza peca pezzo onderdeel gate halle bay box flight vol vuelo flug voo volo vlucht"
    );

    private static readonly WordSet Tags = Cues.Set("tag tags plate plates reg rego registration licence license number");

    private static readonly string[] Capitals = ["A", "AA", "AAA"];
    private static readonly string[] Digits = ["99", "999", "9999"];
    private static readonly string[] Between = [" ", "-", ""];

    /// <summary>A stands for a capital, 9 for a digit; "A-A" are the plates of Germany, with up to four digits behind.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Forms = (
        "AA-99-AA|AA99 AAA|AA99AAA|9999 AAA|9999-AAA|9999AAA|AAA9A99|AAA-9A99|AAA 9A99|AAA-9999|9-AAA-999|99-AA-99|AA-99-99|99-99-AA|99-AAA-9|9-AAA-99|A-999-AA|AA-999-A|AAA-99-A|"
        + "A-99-AAA|AA-999 AA|AA-9999 A|A-9999 A|A-99999 A|A-999 AA|AA-99 AAA|999-A-9999|999-A-99999|99-A-99999|99-A-9999|AA-999-AA|AA 999 AA|AA999AA|"
        + string.Join('|', German())
    )
        .Split('|')
        .ToFrozenSet()
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The first plate behind a word that ends at <paramref name="at"/>.</summary>
    public static void Read(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        Work.Add(Reach);
        var limit = Math.Min(text.Length, at + Reach);
        for (; at < limit && text[at] is not ('\n' or ';' or '!' or '?'); at++)
        {
            if (
                (char.IsAsciiLetter(text[at]) || char.IsAsciiDigit(text[at]))
                && !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '-' or '/' or '_' or '#' or '.')
                && (
                    char.IsAsciiLetterLower(text[at])
                        ? SmallEnd(text, at)
                        : End(text, at, Tags.Contains(NameContext.SpanBefore(text, at, out _)))
                )
                    is > 0
                        and var end
                && !Cues.CallsOtherNumber(text, at)
                && !Others.Contains(NameContext.SpanBefore(text, at, out _))
            )
            {
                CuedId.Add(findings, at, end);
                return;
            }
        }
    }

    /// <summary>Where a plate ends that begins here; 0 where none does.</summary>
    /// <param name="isTag">A word for a plate stands before it: "tag RVB2958".</param>
    private static int End(ReadOnlySpan<char> text, int start, bool isTag)
    {
        Span<char> form = stackalloc char[Longest];
        var (length, digits, best) = (0, 0, 0);
        for (; length < Longest && start + length < text.Length; length++)
        {
            var c = text[start + length];
            if (!(char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is ' ' or '-'))
            {
                break;
            }

            digits += char.IsAsciiDigit(c) ? 1 : 0;
            form[length] =
                char.IsAsciiLetter(c) ? 'A'
                : char.IsAsciiDigit(c) ? '9'
                : c;
            var end = start + length + 1;
            if (
                digits >= FewestDigits
                && (Forms.Contains(form[..(length + 1)]) || (isTag && form[..(length + 1)] is "AAA9999" or "AAA 9999" or "AAA999"))
                && Ends(text, end)
                && !IsModel(text[start..end])
            )
            {
                best = end;
            }
        }

        return best;
    }

    /// <summary>"b-kx 4107": of Germany, without capitals; not "e-up 2019".</summary>
    private static int SmallEnd(ReadOnlySpan<char> text, int start)
    {
        var place = ValueToken.WordEnd(text, start);
        if (place - start > 3 || place + 1 >= text.Length || text[place] != '-')
        {
            return 0;
        }

        var letters = ValueToken.WordEnd(text, place + 1);
        var from = letters < text.Length && text[letters] is ' ' or '-' ? letters + 1 : letters;
        var end = CodeDigits.Run(text, from);
        return
            letters - place - 1 is 1 or 2
            && end - from is 3 or 4
            && !text[start..letters].ContainsAnyInRange('A', 'Z')
            && !(end - from == 4 && text[from..(from + 2)] is "19" or "20")
            && Ends(text, end)
            ? end
            : 0;
    }

    private static bool Ends(ReadOnlySpan<char> text, int end) =>
        end == text.Length
        || !(
            char.IsLetterOrDigit(text[end])
            || (text[end] is '-' or '/' or '_' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))
        );

    /// <summary>"2019 TDI", "2016 GTD": the year of a car and its engine; plates of Spain have no vowels.</summary>
    private static bool IsModel(ReadOnlySpan<char> plate) =>
        plate.Length > 6
        && !plate[..4].ContainsAnyExceptInRange('0', '9')
        && (plate[4..].ContainsAny("AEIOU") || (plate[4] == ' ' && plate[..2] is "19" or "20"));

    private static IEnumerable<string> German() =>
        from place in Capitals
        from letters in Capitals[..2]
        from digits in Digits
        from between in Between
        select $"{place}-{letters}{between}{digits}";
}
