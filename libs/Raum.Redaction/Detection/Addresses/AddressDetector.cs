using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Raum.Redaction;

/// <summary>Postal addresses in seven languages: a street with its number, and what follows of floor, postcode, city and state. A street without a number stays visible.</summary>
/// <remarks>Linear: the expressions do not backtrack, and the tail is read once.</remarks>
internal sealed partial class AddressDetector : IDetector
{
    private const int LongestTail = 90;
    private const int LongestNumber = 5;

    /// <summary>How far behind its number a door may stand.</summary>
    private const int LongestDoor = 12;
    private const int LongestStreet = 160;

    /// <summary>A longer word is not looked through for a capital.</summary>
    private const int LongestName = 30;

    /// <summary>A kind of street, five names with two small words before each, and what stands before the number.</summary>
    private const int MostWords = 18;

    // Letters and digits of ASCII, "_", "'", "." and "-", a bit for each code up to 63 and for each above.
    private const ulong LowNameUnits = 0x03FF_6080_0000_0000;
    private const ulong HighNameUnits = 0x07FF_FFFE_87FF_FFFE;

    // How the words end that stand before the number in "Lindenstraße 12".
    private static readonly string[] Suffixes =
    [
        .. (
            "straße strasse str. Straße Strasse Str. weg Weg platz Platz allee Allee gasse Gasse damm ufer steig chaussee ring straat laan "
            + "plein gracht kade dijk singel dreef hof STRASSE STRAßE STR. WEG PLATZ ALLEE GASSE STRAAT LAAN PLEIN GRACHT KADE DIJK SINGEL"
        ).Split(' '),
    ];

    /// <summary>The same by their last letter, which is one of ASCII.</summary>
    private static readonly string[][] SuffixesByEnd =
    [
        .. Enumerable.Range(0, 0x80).Select(end => Suffixes.Where(suffix => suffix[^1] == end).ToArray()),
    ];

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        // All need a number: each reads only what stands before numbers that can be its own.
        var streetFirst = new NumberedStretch();
        var compound = new NumberedStretch();
        var line = 0;
        var read = 0;
        var numbers = units.Digits;
        for (var at = numbers.First(0); at < text.Length; )
        {
            var end = at + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end - at <= LongestNumber)
            {
                var newLine = text[read..at].LastIndexOf('\n');
                (line, read) = (newLine < 0 ? line : read + newLine + 1, at);
                if (NumberedStreet.TryRead(text, line, at, end, out var street))
                {
                    findings.Add(new Finding(street.Start, WithTail(text, street.End), PiiType.Address, "address", 0.85, "street-number"));
                    end = street.End;
                }

                if (PlaceLine.TryRead(text, line, at, end, out var place))
                {
                    findings.Add(new Finding(place.Start, place.End, PiiType.Address, "address", 0.8, "place-line"));
                }

                if (PostCode.TryRead(text, line, at, end, out var code))
                {
                    findings.Add(new Finding(code.Start, WithTail(text, code.End), PiiType.Address, "address", 0.8, "postcode"));
                }

                (int Start, int End) ready;
                if (
                    EndsStreet(text, at, end)
                    && streetFirst.Extend(
                        text,
                        line,
                        Before(text, Math.Clamp(streetFirst.Place.End, line, at), at, MostWords),
                        at,
                        end + LongestDoor,
                        out ready
                    )
                )
                {
                    CollectStreets(text, units, ready, findings);
                }

                if (
                    EndsCompound(text, at, end)
                    && compound.Extend(
                        text,
                        line,
                        Before(text, Math.Clamp(compound.Place.End, line, at), at, 3),
                        at,
                        end + LongestDoor,
                        out ready
                    )
                )
                {
                    Collect(text, ready, Compound(), findings);
                }
            }

            at = numbers.First(end);
        }

        CollectStreets(text, units, streetFirst.Place, findings);
        Collect(text, compound.Place, Compound(), findings);
    }

    /// <summary>"Mayor 12", "Flores, nº45": a number behind a space or what stands before a house number.</summary>
    private static bool EndsStreet(ReadOnlySpan<char> text, int start, int end) =>
        start > 1
        && text[start - 1] is ' ' or ',' or '.' or 'º' or '°' or 'o'
        && (end == text.Length || !(char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        && FollowsName(text, start);

    /// <summary>Before the number stands a word with a capital, or one that says number: "nº", "número", "lote", "km".</summary>
    private static bool FollowsName(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        while (at > 0 && start - at < 3 && text[at - 1] is ' ' or ',')
        {
            at--;
        }

        if (at > 0 && text[at - 1] == '°')
        {
            return true;
        }

        var end = at;
        for (; at > 0 && IsNameUnit(text[at - 1]); at--)
        {
            if (end - at == LongestName || text[at - 1] is (>= 'A' and <= 'Z') or (>= 'À' and <= 'Þ'))
            {
                return true;
            }
        }

        return at < end && text[at] is 'n' or 'l' or 'k';
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNameUnit(char c) => c < 0x80 ? ((c < 64 ? LowNameUnits : HighNameUnits) >> c & 1) != 0 : IsForeignNameUnit(c);

    private static bool IsForeignNameUnit(char c) => c >= '\u0300' || char.IsLetterOrDigit(c);

    /// <summary>"straße 12".</summary>
    private static bool EndsCompound(ReadOnlySpan<char> text, int start, int end)
    {
        if (end - start > 4 || start < 4 || text[start - 1] != ' ')
        {
            return false;
        }

        var before = text[..(start - 1)];
        if (before[^1] >= SuffixesByEnd.Length)
        {
            return false;
        }

        foreach (var suffix in SuffixesByEnd[before[^1]])
        {
            if (before.EndsWith(suffix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where a street may begin whose number stands here: nothing but words in between.</summary>
    private static int Before(ReadOnlySpan<char> text, int least, int number, int words)
    {
        var at = number;
        for (var spaces = 0; at > least && number - at < LongestStreet; at--)
        {
            var c = text[at - 1];
            if (c == ' ' && ++spaces > words)
            {
                break;
            }

            var isName = IsNameUnit(c) || c is ' ' or '/';
            if (!isName && (number - at > 7 || c is not (',' or '°')))
            {
                break;
            }
        }

        return at;
    }

    private static void CollectStreets(ReadOnlySpan<char> text, UnitMap units, (int Start, int End) place, List<Finding> findings)
    {
        Work.Add(place.End - place.Start);
        if (StreetKinds.MayBeIn(text, units, place.Start, place.End))
        {
            Collect(text, place, StreetFirst(), findings);
        }
    }

    private static void Collect(ReadOnlySpan<char> text, (int Start, int End) place, Regex expression, List<Finding> findings)
    {
        if (place.Start == place.End)
        {
            return;
        }

        Work.Add(place.End - place.Start);
        foreach (var match in expression.EnumerateMatches(text[place.Start..place.End]))
        {
            var end = WithTail(text, BeforeWord(text, place.Start + match.Index + match.Length));
            findings.Add(new Finding(place.Start + match.Index, end, PiiType.Address, "address", 0.85, "street-number"));
        }
    }

    /// <summary>"Plaza Mar 2 {y te la": a word of one letter is no door where the sentence goes on.</summary>
    private static int BeforeWord(ReadOnlySpan<char> text, int end) =>
        end + 1 < text.Length
        && text[end] == ' '
        && char.IsLower(text[end + 1])
        && text[end - 1] is 'a' or 'e' or 'o' or 'u' or 'y' or 'à'
        && text[end - 2] == ' '
            ? end - 2
            : end - (text[end - 1] == ' ' ? 1 : 0);

    public static int WithTail(ReadOnlySpan<char> text, int end)
    {
        foreach (var tail in Tail().EnumerateMatches(text.Slice(end, Math.Min(LongestTail, text.Length - end))))
        {
            return end + tail.Length;
        }

        return end;
    }

    // "Calle Mayor 12", "Rua das Flores, 45", "Via Roma 3"
    [GeneratedRegex(
        @"\b(?:[Cc]alle|[Cc]/|C\.|CALLE|[Aa]vda\.?|[Aa]venida|[Aa]v\.?|[Pp]laza|[Pp]za\.?|[Pp]aseo|[Pp]º|[Cc]amino|[Rr]onda|[Tt]ravesía|[Cc]arrer|[Cc]arretera|[Cc]tra\.?|[Gg]lorieta|[Rr]ua|R\.|[Tt]ravessa|[Pp]raça|[Ll]argo|[Aa]lameda|[Ee]strada|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Vv]icolo|[Vv]ico|[Rr]ue|[Cc]haussée|[Bb]oulevard|[Cc]hemin|[Aa]venue|[Ii]mpasse|[Pp]iazzale|[Ss]trada|[Qq]uai|place|[Cc]los|[Pp]raceta|[Cc]alçada|[Bb]eco) ?"
            + @"(?:(?:de |del |de la |de las |de los |da |do |das |dos |della |dei |delle |di |du |des |de l['’]|d['’]|la |los |las |el |San |Santa )?[A-ZÀ-Þ][\w'’.-]* ?){1,5}(?:,? ?(?:n\.?[ºo°]\.? ?|nº ?|núm(?:ero|\.)? ?|número |num\. ?|numero |[Ll]ote |[Kk]m\.? )|, ?| )[0-9]{1,5}\b(?:/[0-9]{1,4}\b)? ?[A-Za-z]?\b|\b(?:CALLE|[Cc]alle) [0-9]{1,3} [Nn][º°] ?[0-9]{1,4}\b",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex StreetFirst();

    // "Lindenstraße 12a", "Salzburger Straße 88", "Am Markt 3" is left alone, "Keizersgracht 241-2"
    [GeneratedRegex(
        @"\b(?:[A-ZÄÖÜ][\w-]* ){0,2}(?:[A-ZÄÖÜ][\w-]+(?:straße|strasse|str\.|Straße|Strasse|Str\.|weg|Weg|platz|Platz|allee|Allee|gasse|Gasse|damm|ufer|steig|chaussee|ring|straat|laan|plein|gracht|kade|dijk|singel|dreef|hof|STRASSE|STRAßE|STR\.|WEG|PLATZ|ALLEE|GASSE|STRAAT|LAAN|PLEIN|GRACHT|KADE|DIJK|SINGEL)|[A-ZÄÖÜ][\w-]+(?:er|en|ER|EN) (?:Straße|Strasse|Str\.|Allee|Gasse|STRASSE|STRAßE|STR\.|ALLEE|GASSE)) (?:[0-9]{1,3}\b|[0-9]{1,3}[a-zA-Z]\b)(?: [a-zA-Z]\b)?(?:[-/][0-9]{1,3}\b)?|\b[A-Z][\w-]*steenweg [0-9]{1,4}\b",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Compound();

    // What may follow: floor and door, postcode and city, city and state, country.
    [GeneratedRegex(
        @"^(?:,? ?(?:(?:[Aa]pt|[Aa]pto|[Aa]partment|[Ss]uite|[Uu]nit|[Ff]lat|[Ii]nt|[Aa]pp|[Bb]ât|[Dd]pto|[Dd]epto|[Ss]c|[Ee]sc|[Bb]us|[Bb]te|[Pp]iso|[Ss]tiege|[Tt]op|[Ww]ohnung|[Pp]uerta)\.? ?[0-9A-Za-z]{1,5}\b|#[0-9]{1,5}|Hinterhaus|Vorderhaus|[0-9]{1,2}(?:[ºª°o]|\.º|er|ème)\.? ?(?:[A-Z]\b|[Ii]zq\w*\.?|[Dd]cha\.?|[Dd]erecha|étage|andar|piso|[Dd]to\.?|[Ee]sq\.?|[Ff]rente|[Ff]te\.?|[Ff]rt\.?)?|[Rr]/[Cc](?: ?(?:[A-Z]\b|[Dd]to\.?|[Ee]sq\.?))?)){0,2}"
            + @"(?:(?:, ?| )(?:(?:(?:[DFIEPB]-)?[0-9]{5}(?:-[0-9]{3,4})?|[0-9]{4} ?[A-Z]{2}|[0-9]{4}-[0-9]{3}|[0-9]{4})\b|\([0-9]{4}\))(?: [A-ZÀ-Þ][\w'’-]+(?:[ -](?:de |de la |de los |de las |la |le |les |los |las |sur |am |an der |do |da |dos |das |del |d['’]|l['’])?[A-ZÀ-Þ][\w'’-]+){0,2})?"
            + @"|(?:,? [A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,2}){1,2}(?:,? [A-Z]{2}\b)?,? (?:[0-9]{5}(?:-[0-9]{3,4})?\b|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\b|[A-Z][0-9][0-9W] [A-Z0-9]{4}\b|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]\b|[0-9]{4}\b)"
            + @"|(?:, [A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,2}){1,2}(?:,? [A-Z]{2}\b)?)?",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Tail();
}
