namespace Raum.Redaction;

/// <summary>Users in what a shell shows: "jdoe@web1:~$", "ssh jdoe@203.0.113.5", "uid=1001(jdoe)"; and "u/jdoe91".</summary>
/// <remarks>Linear: looks at each at sign, "uid=" and "u/" once. A mail address is found by its domain.</remarks>
internal sealed class ShellAccount : IDetector
{
    private const string Name = "shell";
    private const int Longest = 32;
    private const int Shortest = 3;
    private static readonly WordSet Programs = Cues.Set("ssh scp sftp rsync mosh telnet");

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        for (var from = 0; units.Has('@') && text[from..].IndexOf('@') is >= 0 and var found; )
        {
            var at = from + found;
            from = at + 1;
            var start = at;
            while (start > 0 && at - start <= Longest && IsUserUnit(text[start - 1]))
            {
                start--;
            }

            if (at - start is >= Shortest and <= Longest && char.IsLetter(text[start]) && IsHost(text, start, at + 1))
            {
                Add(text, start, at, findings);
            }
        }

        for (var from = 0; units.Has('=') && text[from..].IndexOf("uid=", StringComparison.Ordinal) is >= 0 and var found; )
        {
            var at = from + found + 4;
            from = at;
            while (at < text.Length && at - from < 8 && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (at > from && at < text.Length && text[at] == '(')
            {
                var end = UserEnd(text, at + 1);
                if (end < text.Length && text[end] == ')')
                {
                    Add(text, at + 1, end, findings);
                }
            }
        }

        for (var from = 0; units.Has('[') && text[from..].IndexOf(" - ", StringComparison.Ordinal) is >= 0 and var found; )
        {
            // Common Log Format: "203.0.113.5 - jdoe [15/Jun/2024:22:10:03 +0000]"
            from += found + 3;
            var end = UserEnd(text, from);
            if (end > from && end + 2 < text.Length && text[end] == ' ' && text[end + 1] == '[' && char.IsAsciiDigit(text[end + 2]))
            {
                Add(text, from, end, findings);
            }
        }

        for (var from = 0; units.Has('/') && text[from..].IndexOf("u/", StringComparison.Ordinal) is >= 0 and var found; )
        {
            var at = from + found;
            from = at + 2;
            if (at == 0 || text[at - 1] is ' ' or '/' or '(' or '\n')
            {
                var end = UserEnd(text, from);
                var user = text[from..end];
                if (user.ContainsAnyInRange('0', '9') || user.ContainsAny('_', '-'))
                {
                    Add(text, from, end, findings);
                }
            }
        }
    }

    private static void Add(ReadOnlySpan<char> text, int start, int end, List<Finding> findings)
    {
        Work.Add(end - start);
        if (end - start >= Shortest && text[start..end].ContainsAnyInRange('a', 'z') && !AccountRoles.IsSystem(text[start..end]))
        {
            findings.Add(new Finding(start, end, PiiType.Username, Name, 0.86, "shell"));
        }
    }

    private static int UserEnd(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && end - at <= Longest && IsUserUnit(text[end]))
        {
            end++;
        }

        while (end > at && text[end - 1] is '.' or '-')
        {
            end--;
        }

        return end;
    }

    /// <summary>"web1:~", "web1:/srv"; any host behind a program that connects to one.</summary>
    private static bool IsHost(ReadOnlySpan<char> text, int user, int at)
    {
        var end = at;
        while (end < text.Length && end - at <= Longest && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '.'))
        {
            end++;
        }

        return end > at
            && (
                (end + 1 < text.Length && text[end] == ':' && text[end + 1] is '~' or '/')
                || Programs.Contains(NameContext.SpanBefore(text, user, out _))
            );
    }

    private static bool IsUserUnit(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';
}
