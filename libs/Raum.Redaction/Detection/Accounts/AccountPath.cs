namespace Raum.Redaction;

/// <summary>Users in paths and domains: "/home/jdoe", "C:\Users\jdoe", "CONTOSO\jdoe".</summary>
/// <remarks>Linear: looks at each slash behind "home" or "Users" and at each backslash once.</remarks>
internal sealed class AccountPath : IDetector
{
    private const int Longest = 32;

    private static readonly WordSet NoDomains = Cues.Set(
        "builtin authority apppool hkcu hklm hkcr hku software windows program files system nt microsoft appdata temp"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        foreach (var folder in (ReadOnlySpan<string>)["/home/", "/Users/"])
        {
            for (var from = 0; units.Has('/') && text[from..].IndexOf(folder, StringComparison.Ordinal) is >= 0 and var found; )
            {
                from += found + folder.Length;
                // "https://example.org/home/jobs"
                var before = from - folder.Length;
                if (before == 0 || !char.IsLetterOrDigit(text[before - 1]))
                {
                    Add(text, from, findings);
                }
            }
        }

        for (var from = 0; units.Has('\\') && text[from..].IndexOf('\\') is >= 0 and var found; )
        {
            var at = from + found;
            from = at + 1;
            if (at + 1 < text.Length && text[at + 1] == '\\')
            {
                // A path in JSON.
                from++;
            }

            if (text[..at].EndsWith(@"\Users") || text[..at].EndsWith(@"\users") || text[..at].EndsWith("Documents and Settings"))
            {
                Add(text, from, findings);
            }
            else if (IsDomain(text, at))
            {
                Add(text, from, findings);
            }
        }
    }

    private static void Add(ReadOnlySpan<char> text, int start, List<Finding> findings)
    {
        var end = start;
        while (end < text.Length && end - start <= Longest && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '_' or '-' or '$'))
        {
            end++;
        }

        while (end > start && text[end - 1] is '.' or '-')
        {
            end--;
        }

        if (end - start is >= 2 and <= Longest && char.IsLetter(text[start]) && !AccountRoles.IsSystem(text[start..end]))
        {
            findings.Add(new Finding(start, end, PiiType.Username, "path", 0.86, "path"));
        }
    }

    /// <summary>Capitals and figures right before a single backslash, and a name in lower case behind it.</summary>
    private static bool IsDomain(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (
            start > 0
            && at - start <= 16
            && (char.IsAsciiLetterUpper(text[start - 1]) || char.IsAsciiDigit(text[start - 1]) || text[start - 1] is '-' or '_')
        )
        {
            start--;
        }

        if (
            at - start is < 2 or > 16
            || !char.IsAsciiLetterUpper(text[start])
            || (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '\\' or ':' or '.' or '%'))
            || at + 3 >= text.Length
            || !char.IsLower(text[at + 1])
            || NoDomains.Contains(text[start..at])
        )
        {
            return false;
        }

        var end = ValueToken.WordEnd(text, at + 1);
        return end >= text.Length || text[end] is not ('\\' or ':' or '(');
    }
}
