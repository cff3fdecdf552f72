using System.Buffers;
using System.Text.RegularExpressions;

namespace Raum.Redaction;

/// <summary>Postal addresses in seven languages: a street with its number, and what follows of floor, postcode, city and state. A street without a number stays visible.</summary>
/// <remarks>Linear: the expressions do not backtrack, and the tail is read once.</remarks>
internal sealed partial class AddressDetector : IDetector
{
    private const int LongestTail = 90;

    // What every match of the expressions has; a line without it is not read by them.
    private static readonly SearchValues<string> Numbered = SearchValues.Create(
        [
            "St",
            "R",
            "Av",
            "Lane",
            "Ln",
            "Dr",
            "Mews",
            "Cl",
            "C",
            "Way",
            "Pl",
            "Sq",
            "Ter",
            "Gardens",
            "Bo",
            "Bl",
            "Pa",
            "Pk",
            "H",
            "Walk",
            "Gr",
            "Trail",
            "Loop",
            "Quay",
            "rue",
            "av",
            "bo",
            "bd",
            "pl",
            "ch",
            "all",
            "imp",
            "qu",
            "ro",
            "co",
            "sq",
            "pa",
            "All",
            "Imp",
            "Qu",
            "Ch",
            "Rue",
        ],
        StringComparison.Ordinal
    );

    private static readonly SearchValues<string> Streets = SearchValues.Create(
        [
            "alle",
            "C/",
            "c/",
            "C.",
            "CALLE",
            "vda",
            "venida",
            "Av",
            "av",
            "laza",
            "za",
            "aseo",
            "º",
            "amino",
            "onda",
            "raves",
            "arrer",
            "arretera",
            "tra",
            "lorieta",
            "ua ",
            "R.",
            "raça",
            "argo",
            "lameda",
            "strada",
            "ia",
            "iazza",
            "orso",
            "icolo",
        ],
        StringComparison.Ordinal
    );

    private static readonly SearchValues<string> Suffixes = SearchValues.Create(
        [
            "stra",
            "Stra",
            "str.",
            "Str.",
            "weg",
            "Weg",
            "platz",
            "Platz",
            "allee",
            "Allee",
            "gasse",
            "Gasse",
            "damm",
            "ufer",
            "steig",
            "chaussee",
            "ring",
            "laan",
            "plein",
            "gracht",
            "kade",
            "dijk",
            "singel",
            "dreef",
            "hof",
        ],
        StringComparison.Ordinal
    );

    public void Detect(ReadOnlySpan<char> text, List<Finding> findings)
    {
        // No expression reads over a line end, and all need a number.
        for (var digit = text.IndexOfAnyInRange('0', '9'); digit >= 0 && digit < text.Length; )
        {
            var start = text[..digit].LastIndexOf('\n') + 1;
            var length = text[digit..].IndexOf('\n');
            var end = length < 0 ? text.Length : digit + length;
            var line = text[start..end];
            Collect(text, start, line, Numbered, NumberFirst(), findings);
            Collect(text, start, line, Streets, StreetFirst(), findings);
            Collect(text, start, line, Suffixes, Compound(), findings);
            var next = text[end..].IndexOfAnyInRange('0', '9');
            digit = next < 0 ? -1 : end + next;
        }
    }

    private static void Collect(
        ReadOnlySpan<char> text,
        int start,
        ReadOnlySpan<char> line,
        SearchValues<string> needs,
        Regex expression,
        List<Finding> findings
    )
    {
        if (!line.ContainsAny(needs))
        {
            return;
        }

        foreach (var match in expression.EnumerateMatches(line))
        {
            var end = start + match.Index + match.Length;
            foreach (var tail in Tail().EnumerateMatches(text.Slice(end, Math.Min(LongestTail, text.Length - end))))
            {
                end += tail.Length;
                break;
            }

            findings.Add(new Finding(start + match.Index, end, PiiType.Address, "address", 0.85, "street-number"));
        }
    }

    // "14 Lavender Mews", "Flat 3, 221b Baker Street", "12 bis, rue de la Paix"
    [GeneratedRegex(
        @"\b(?:(?:[Ff]lat|[Aa]pt\.?|[Uu]nit|[Ss]uite|[Aa]partment) [0-9]{1,4}[A-Za-z]?, )?[0-9]{1,5}[A-Za-z]?(?: ?(?:bis|ter))?,? (?:(?:(?:[A-Z][\w'’.]*|[0-9]{1,3}(?:st|nd|rd|th)) ){1,4}"
            + @"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Mews|Close|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Crescent|Gardens|Boulevard|Blvd|Parkway|Pkwy|Highway|Hwy|Row|Walk|Grove|Circle|Cir|Trail|Loop|Green|Quay)\b\.?"
            + @"|(?:[Rr]ue|[Aa]venue|[Aa]v\.|[Bb]oulevard|[Bb]d|[Pp]lace|[Cc]hemin|[Aa]llée|[Ii]mpasse|[Qq]uai|[Rr]oute|[Cc]ours|[Ss]quare|[Pp]assage)(?: (?:de |du |des |de la |de l['’]|d['’]|la |le |les |l['’])?[A-ZÀ-Þ0-9][\w'’-]*){1,4})",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex NumberFirst();

    // "Calle Mayor 12", "Rua das Flores, 45", "Via Roma 3"
    [GeneratedRegex(
        @"\b(?:[Cc]alle|[Cc]/|C\.|CALLE|[Aa]vda\.?|[Aa]venida|[Aa]v\.?|[Pp]laza|[Pp]za\.?|[Pp]aseo|[Pp]º|[Cc]amino|[Rr]onda|[Tt]ravesía|[Cc]arrer|[Cc]arretera|[Cc]tra\.?|[Gg]lorieta|[Rr]ua|R\.|[Tt]ravessa|[Pp]raça|[Ll]argo|[Aa]lameda|[Ee]strada|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Vv]icolo|[Pp]iazzale|[Ss]trada) ?"
            + @"(?:(?:de |del |de la |de las |de los |da |do |das |dos |della |dei |delle |di |d['’]|la |los |las |el |San |Santa )?[A-ZÀ-Þ][\w'’.-]* ?){1,5}(?:,? ?(?:n\.?[ºo°]\.? ?|nº ?|núm(?:ero|\.)? ?|número |num\. ?|numero )|, ?| )[0-9]{1,5}\b ?[A-Za-z]?\b",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex StreetFirst();

    // "Lindenstraße 12a", "Am Markt 3" is left alone, "Keizersgracht 241-2"
    [GeneratedRegex(
        @"\b(?:[A-ZÄÖÜ][\w-]* ){0,2}[A-ZÄÖÜ][\w-]+(?:straße|strasse|str\.|Straße|Strasse|Str\.|weg|Weg|platz|Platz|allee|Allee|gasse|Gasse|damm|ufer|steig|chaussee|ring|straat|laan|plein|gracht|kade|dijk|singel|dreef|hof) (?:[0-9]{1,3}\b|[0-9]{1,3}[a-zA-Z]\b)(?: [a-zA-Z]\b)?(?:[-/][0-9]{1,3}\b)?",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Compound();

    // What may follow: floor and door, postcode and city, city and state, country.
    [GeneratedRegex(
        @"^(?:,? ?(?:(?:[Aa]pt|[Aa]pto|[Aa]partment|[Ss]uite|[Uu]nit|[Ff]lat|[Ii]nt|[Aa]pp|[Bb]ât|[Dd]pto|[Dd]epto|[Ss]c|[Ee]sc|[Bb]us|[Bb]te|[Pp]iso|[Ss]tiege|[Tt]op|[Ww]ohnung|[Pp]uerta)\.? ?[0-9A-Za-z]{1,5}\b|#[0-9]{1,5}|Hinterhaus|Vorderhaus|[0-9]{1,2}(?:[ºª°o]|\.º|er|ème)\.? ?(?:[A-Z]\b|[Ii]zq\w*\.?|[Dd]cha\.?|[Dd]erecha|étage|andar|piso|[Dd]to\.?|[Ee]sq\.?)?)){0,2}"
            + @"(?:(?:, ?| )(?:(?:[DFIEPB]-)?[0-9]{5}(?:-[0-9]{3,4})?|[0-9]{4} ?[A-Z]{2}|[0-9]{4}-[0-9]{3}|[0-9]{4})\b(?: [A-ZÀ-Þ][\w'’-]+(?:[ -](?:de |la |le |sur |am |an der |do |da |del )?[A-ZÀ-Þ][\w'’-]+){0,2})?"
            + @"|(?:,? [A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,2}){1,2}(?:,? [A-Z]{2}\b)?,? (?:[0-9]{5}(?:-[0-9]{3,4})?\b|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\b|[A-Z][0-9][0-9W] [A-Z0-9]{4}\b|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]\b|[0-9]{4}\b)"
            + @"|(?:, [A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,2}){1,2}(?:,? [A-Z]{2}\b)?)?",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Tail();
}
