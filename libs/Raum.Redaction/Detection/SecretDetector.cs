using System.Buffers;
using System.Text.RegularExpressions;

namespace Raum.Redaction;

/// <summary>API keys and tokens of well-known issuers by prefix and entropy, JSON web tokens, PEM blocks.</summary>
/// <remarks>Sources: the issuers' documented prefixes; RFC 7519 (JWT); RFC 7468 (PEM). Linear: the expressions do not backtrack.</remarks>
internal sealed partial class SecretDetector : IDetector
{
    private const int FewestDifferent = 8;

    /// <summary>No token is shorter.</summary>
    private const int Shortest = 15;

    private const string PlaceholderWord = "REDACTED_";

    /// <summary>What tokens are made of.</summary>
    private static readonly SearchValues<char> Units = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
    );

    // How the tokens below begin: nearly no text has one, and looking for all at once is cheap.
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        [
            "sk-",
            "sk_",
            "pk_",
            "rk_",
            "whsec_",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "xox",
            "xapp-",
            "AKIA",
            "ASIA",
            "AIza",
            "ya29.",
            "SG.",
            "npm_",
            "pypi-",
            "hf_",
            "dop_v1_",
            "doo_v1_",
            "dor_v1_",
            "shpat_",
            "shpss_",
            "shpca_",
            "shppa_",
            "sq0",
            "AC",
            "SK",
            "key-",
            "eyJ",
        ],
        StringComparison.Ordinal
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        // Every token has a digit, and few runs of its signs are as long.
        var numbers = units.Digits;
        for (var digit = numbers.First(0); digit < text.Length; )
        {
            var before = text[..digit].LastIndexOfAnyExcept(Units);
            var length = text[digit..].IndexOfAnyExcept(Units);
            var end = length < 0 ? text.Length : digit + length;
            if (end - before > Shortest && !IsPlaceholder(text[(before + 1)..end]))
            {
                Tokens(text, before + 1, end, findings);
            }

            digit = numbers.First(end);
        }

        for (var from = 0; text[from..].IndexOf("-----BEGIN ", StringComparison.Ordinal) is >= 0 and var begin; )
        {
            var start = from + begin;
            var close = text[start..].IndexOf("-----END ", StringComparison.Ordinal);
            var last = close < 0 ? -1 : text[(start + close + 9)..].IndexOf("-----", StringComparison.Ordinal);
            // A block without an end is a secret up to the end of the text.
            var end = last < 0 ? text.Length : start + close + 9 + last + 5;
            findings.Add(new Finding(start, end, PiiType.Secret, "secret", 0.98, "pem"));
            from = end;
        }
    }

    /// <summary>The inside of a placeholder, with no room for a token behind its word.</summary>
    private static bool IsPlaceholder(ReadOnlySpan<char> run) =>
        run.Length < PlaceholderWord.Length + Shortest && run.StartsWith(PlaceholderWord, StringComparison.Ordinal);

    private static void Tokens(ReadOnlySpan<char> text, int start, int end, List<Finding> findings)
    {
        var first = text[start..end].IndexOfAny(Beginnings);
        if (first < 0)
        {
            return;
        }

        // With the sign before, so that a token begins where a word does.
        var from = Math.Max(0, start + first - 1);
        foreach (var found in Token().EnumerateMatches(text[from..end]))
        {
            var at = from + found.Index;
            if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] == '_'))
            {
                continue;
            }

            var value = text.Slice(at, found.Length);
            if (Different(value) >= FewestDifferent && value.ContainsAnyInRange('0', '9'))
            {
                findings.Add(new Finding(at, at + found.Length, PiiType.Secret, "secret", 0.98, "issuer-prefix"));
            }
        }
    }

    private static int Different(ReadOnlySpan<char> value)
    {
        UInt128 seen = 0;
        foreach (var c in value)
        {
            seen |= c < 128 ? UInt128.One << c : 0;
        }

        return (int)UInt128.PopCount(seen);
    }

    [GeneratedRegex(
        @"\b(?:sk-[A-Za-z0-9_-]{16,}|(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}"
            + @"|glpat-[A-Za-z0-9_-]{16,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}"
            + @"|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,}|hf_[A-Za-z0-9]{20,}|do[opr]_v1_[a-f0-9]{40,}|shp(?:at|ss|ca|pa)_[A-Fa-f0-9]{20,}"
            + @"|sq0[a-z]{3}-[A-Za-z0-9_-]{20,}|AC[a-f0-9]{32}|SK[a-f0-9]{32}|key-[a-f0-9]{32}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Token();
}
