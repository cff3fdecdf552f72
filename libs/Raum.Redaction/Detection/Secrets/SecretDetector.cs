using System.Buffers;

namespace Raum.Redaction;

/// <summary>API keys and tokens of well-known issuers by prefix and entropy, JSON web tokens, PEM blocks.</summary>
/// <remarks>Sources: the issuers' documented prefixes; RFC 7519 (JWT); RFC 7468 (PEM). Linear: a run of token signs is read once for each beginning in it.</remarks>
internal sealed class SecretDetector : IDetector
{
    /// <summary>A token has so many different signs.</summary>
    private const int FewestDifferent = 8;

    /// <summary>No token is shorter.</summary>
    private const int Shortest = 15;

    /// <summary>So much of a token is looked at to tell whether it is one.</summary>
    private const int Told = 4096;

    private const string PlaceholderWord = "REDACTED_";

    /// <summary>What tokens are made of.</summary>
    private static readonly SearchValues<char> Units = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
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

        for (var from = 0; units.Has('-') && text[from..].IndexOf("-----BEGIN ", StringComparison.Ordinal) is >= 0 and var begin; )
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
        if (IsWhole(text, start, end) || RecoveryKey.Is(text[start..end]) || EnvironmentKey.Is(text[start..end].TrimEnd(".-")))
        {
            end -= text[start..end].Length - text[start..end].TrimEnd(".-").Length;
            Add(start, end, findings);
            return;
        }

        for (var from = start; from < end && text[from..end].IndexOfAny(IssuerToken.Beginnings) is >= 0 and var first; )
        {
            var at = from + first;
            from = at + 1;
            // A token begins where a word does.
            if (at > 0 && char.IsLetterOrDigit(text[at - 1]))
            {
                continue;
            }

            var told = Math.Min(end, at + Told);
            var length = IssuerToken.End(text[at..told]);
            if (length == 0)
            {
                continue;
            }

            if (told < end && text[(at + length)..told].IndexOfAnyExcept('.', '-') < 0)
            {
                // It goes on behind what was looked at: nothing of it stays.
                length = text[at..end].TrimEnd(".-").Length;
            }

            if (Different(text.Slice(at, length)) >= FewestDifferent)
            {
                Add(at, at + length, findings);
            }

            from = at + length;
        }
    }

    private static void Add(int start, int end, List<Finding> findings) =>
        findings.Add(new Finding(start, end, PiiType.Secret, "secret", 0.98, "issuer-prefix"));

    /// <summary>Tokens that are told by the whole of their form: of Telegram's bots, of Discord, of Terraform, and the last part of a webhook's address.</summary>
    private static bool IsWhole(ReadOnlySpan<char> text, int start, int end)
    {
        var run = text[start..end];
        if (run.Length < 24 || Different(run) < FewestDifferent)
        {
            return false;
        }

        if (run.Length == 35 && start > 9 && text[start - 1] == ':')
        {
            return !text[(start - 9)..(start - 1)].ContainsAnyExceptInRange('0', '9');
        }

        var dot = run.IndexOf('.');
        if (dot < 0)
        {
            var before = text[Math.Max(0, start - 64)..start];
            return before is [.., '/'] && before.ContainsAny(Hooks);
        }

        var second = run[(dot + 1)..].IndexOf('.');
        return (dot is >= 23 and <= 28 && second is 6 or 7 && run.Length - dot - second >= 27 && run[(dot + 1)..].Count('.') == 1)
            || run[dot..].StartsWith(".atlasv1.");
    }

    private static readonly SearchValues<string> Hooks = SearchValues.Create(
        ["hooks.slack.com/services/", "/api/webhooks/", "hooks.zapier.com/hooks/"],
        StringComparison.Ordinal
    );

    /// <summary>How many different signs of ASCII there are.</summary>
    public static int Different(ReadOnlySpan<char> value)
    {
        UInt128 seen = 0;
        foreach (var c in value)
        {
            seen |= c < 128 ? UInt128.One << c : 0;
        }

        return (int)UInt128.PopCount(seen);
    }
}
