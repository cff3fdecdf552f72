namespace Raum.Redaction;

/// <summary>What somebody logs in with, in brackets behind their name: "dal PC di Fabrizio (zuin.f)", "Anna (huber_a)".</summary>
/// <remarks>Linear: the few signs behind each name are read. Small letters, with a dot or underscore, and an initial on one side.</remarks>
internal static class BracketedAccounts
{
    private const int Longest = 24;
    private const int Shortest = 5;

    /// <param name="found">What was found before: the names among it.</param>
    public static void Detect(ReadOnlySpan<char> text, List<Finding> found, List<Finding> findings)
    {
        foreach (var finding in found)
        {
            if (
                finding.Type != PiiType.Name
                || finding.End + Shortest + 2 >= text.Length
                || text[finding.End] != ' '
                || text[finding.End + 1] != '('
            )
            {
                continue;
            }

            var start = finding.End + 2;
            var near = text[start..Math.Min(text.Length, start + Longest)];
            var length = near.IndexOf(')');
            Work.Add(Longest);
            if (length >= Shortest && IsAccount(near[..length]))
            {
                findings.Add(new Finding(start, start + length, PiiType.Username, "account", 0.8, "bracketed"));
            }
        }
    }

    private static bool IsAccount(ReadOnlySpan<char> token)
    {
        var sign = token.IndexOfAny('.', '_');
        return sign > 0
            && (sign == 1 || sign == token.Length - 2)
            && !token[..sign].ContainsAnyExceptInRange('a', 'z')
            && !token[(sign + 1)..].ContainsAnyExceptInRange('a', 'z');
    }
}
