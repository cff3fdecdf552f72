using System.Buffers;
using System.Text.RegularExpressions;

namespace Raum.Redaction;

/// <summary>Handles, and mail addresses that are spelled out: "anna at example dot org".</summary>
internal sealed partial class HandleDetector : IDetector
{
    // As they stand in an address: "point" alone is a word of many texts, and part of more.
    private static readonly SearchValues<string> Dots = SearchValues.Create(
        [
            " dot ",
            "(dot",
            "[dot",
            " punkt ",
            "(punkt",
            "[punkt",
            " punto ",
            "(punto",
            "[punto",
            " point ",
            "(point",
            "[point",
            " ponto ",
            "(ponto",
            "[ponto",
            " punt ",
            "(punt",
            "[punt",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> Ats = SearchValues.Create(
        [" at ", "(at)", "[at]", "arroba", "arobase", "chiocciola", "apenstaartje"],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> NamedAts = SearchValues.Create(
        [" arroba ", " arobase ", " chiocciola ", " apenstaartje ", " klammeraffe "],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> BracketedAts = SearchValues.Create(
        ["(at)", "[at]", "{at}", "(arroba)", "[arroba]"],
        StringComparison.OrdinalIgnoreCase
    );

    private const int MostSpoken = 3;

    private static readonly WordSet SpokenDots = Cues.Set(
        "dot punkt punto point ponto punt underscore unterstrich dash hyphen minus bindestrich"
    );

    private static readonly WordSet Determiners = Cues.Set(
        "any some this that one which what the no every each a your our my its their certain such another either entry access starting end"
    );

    private static readonly string[] DeskEnds =
    [
        "help",
        "support",
        "care",
        "cares",
        "helps",
        "service",
        "official",
        "connect",
        "uk",
        "us",
        "app",
        "hq",
        "conseil",
    ];

    /// <summary>All of a chat, and what code and style sheets write so: "@here", "@media".</summary>
    private static readonly WordSet Nobody = Cues.Set(
        "here channel everyone all team todos alle tous override media import param params return returns throws see since test before after autowired deprecated nullable component injectable "
            + "bean entity service controller supports keyframes charset include extends mixin types proton protonmail gmail googlemail outlook hotmail yahoo icloud gmx tonline freenet orange wanadoo libero"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        if (units.Has('@'))
        {
            Handles(text, findings);
        }

        if (text.ContainsAny(Dots) && text.ContainsAny(Ats))
        {
            foreach (var match in Spelled().EnumerateMatches(text))
            {
                if (IsPoint(text.Slice(match.Index, match.Length)))
                {
                    continue;
                }

                findings.Add(
                    new Finding(FromFigures(text, match.Index), match.Index + match.Length, PiiType.Email, "email", 0.9, "spelled-out")
                );
            }
        }

        if (text.ContainsAny(NamedAts))
        {
            foreach (var match in Named().EnumerateMatches(text))
            {
                findings.Add(new Finding(match.Index, match.Index + match.Length, PiiType.Email, "email", 0.9, "spelled-out"));
            }
        }

        if ((units.Has('(') || units.Has('[') || units.Has('{')) && text.ContainsAny(BracketedAts))
        {
            foreach (var match in Bracketed().EnumerateMatches(text))
            {
                findings.Add(new Finding(match.Index, match.Index + match.Length, PiiType.Email, "email", 0.9, "spelled-out"));
            }
        }
    }

    private static void Handles(ReadOnlySpan<char> text, List<Finding> findings)
    {
        for (var from = 0; text[from..].IndexOf('@') is >= 0 and var found; )
        {
            var at = from + found;
            from = at + 1;
            var end = from;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '.'))
            {
                end++;
            }

            while (end > from && text[end - 1] == '.')
            {
                end--;
            }

            if (
                end - from is >= 3 and <= 30
                && (at == 0 || (!char.IsLetterOrDigit(text[at - 1]) && text[at - 1] is not ('_' or '/' or '.' or '-' or ']')))
                && (end == text.Length || text[end] is not ('@' or '/' or '-' or ':'))
                && text[from..end].ContainsAnyInRange('a', 'z')
                && !Nobody.Contains(text[from..end])
                && !IsCompany(text[from..end])
            )
            {
                findings.Add(new Finding(at, end, PiiType.Username, "handle", 0.7, "handle"));
            }
        }
    }

    /// <summary>"crash at any point in time": no address, but a moment.</summary>
    private static bool IsPoint(ReadOnlySpan<char> spelled)
    {
        var at = spelled.IndexOf(" at ", StringComparison.OrdinalIgnoreCase);
        return at > 0
            && ValueToken.WordEnd(spelled, at + 4) is var end
            && Determiners.Contains(spelled[(at + 4)..end])
            && spelled[end..].StartsWith(" point ", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>"{grace dot okonjo 81 at gmail dot com": figures that are said apart belong to what stands before them.</summary>
    private static int FromFigures(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        if (end == start || text[end] != ' ')
        {
            return start;
        }

        var from = start;
        for (var words = 0; words < MostSpoken && from > 1 && text[from - 1] == ' '; words++)
        {
            var word = AddressWords.WordStart(text, from - 1);
            if (word == from - 1)
            {
                break;
            }

            from = word;
            var dot = from > 1 && text[from - 1] == ' ' ? AddressWords.WordStart(text, from - 1) : from;
            if (dot >= from - 1 || !SpokenDots.Contains(text[dot..(from - 1)]))
            {
                break;
            }

            from = dot;
        }

        return from;
    }

    /// <summary>"@Spotify", "@AmazonHelp": a listed brand that nobody is called like, alone or with what its desk calls itself.</summary>
    private static bool IsCompany(ReadOnlySpan<char> handle)
    {
        foreach (var end in DeskEnds)
        {
            if (handle.Length > end.Length + 2 && handle.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                handle = handle[..^end.Length].TrimEnd('_');
                break;
            }
        }

        return handle.Length > 2 && (NameWords.Of(handle) & (WordFacts.Proper | WordFacts.AnyName)) == WordFacts.Proper;
    }

    [GeneratedRegex(
        @"\b[\w.+-]+ ?[(\[{](?:at|arroba)[)\]}] ?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex Bracketed();

    [GeneratedRegex(
        @"\b[\w+-]+(?:(?: (?:dot|punkt|punto|point|ponto|punt|underscore|trattino) |\.)[\w+-]+){0,3} (?:arroba|arobase|chiocciola|apenstaartje|klammeraffe) [\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,}\b",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex Named();

    [GeneratedRegex(
        @"\b[\w+-]+(?:(?: (?:dot|punkt|punto|point|ponto|punt|underscore|unterstrich|underline|dash|hyphen|minus|bindestrich|tiret|guion) | ?[(\[](?:dot|punkt|punto|point|ponto|punt)[)\]] ?|\.)[\w+-]+){0,3}(?: at | ?[(\[](?:at|arroba|arobase|chiocciola)[)\]] ?| arroba | arobase | chiocciola | apenstaartje )[\w-]{2,}(?:(?: (?:dot|punkt|punto|point|ponto|punt) | ?[(\[](?:dot|punkt|punto|point|ponto|punt)[)\]] ?)[a-z-]{2,}){1,3}\b",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex Spelled();
}
