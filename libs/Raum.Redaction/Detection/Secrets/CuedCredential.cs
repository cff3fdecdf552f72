namespace Raum.Redaction;

/// <summary>Credentials of HTTP and of command lines: "Authorization: Bearer …", "mysql -u root -p…".</summary>
internal static class CuedCredential
{
    private const int ShortestBearer = 12;
    private const int LongestLine = 160;

    public static int Read(ReadOnlySpan<char> text, int start, int at, CueKind kind, List<Finding> findings) =>
        kind == CueKind.Scheme ? Scheme(text, at, findings) : Client(text, start, at, findings);

    private static int Scheme(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        var from = ValueToken.Spaces(text, at);
        var end = ValueToken.End(text, from);
        var token = text[from..end];
        if (from == at || token.Length < ShortestBearer || !token.ContainsAnyInRange('0', '9'))
        {
            return at;
        }

        CuedSecret.Add(findings, from, end);
        return end;
    }

    private static int Client(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        Work.Add(LongestLine);
        var line = text[at..Math.Min(text.Length, at + LongestLine)];
        var stop = line.IndexOf('\n');
        line = stop < 0 ? line : line[..stop];
        var option = line.IndexOf(" -p");
        if (option < 0)
        {
            return User(text, at, line, findings);
        }

        var from = at + option + 3;
        // Elsewhere the word behind "-p " is a database.
        from = text[start..at] is "sshpass" ? ValueToken.Spaces(text, from) : from;
        var end = ValueToken.End(text, from);
        if (end - from < 3)
        {
            return at;
        }

        CuedSecret.Add(findings, from, end);
        return end;
    }

    /// <summary>"curl -u jdoe:secret".</summary>
    private static int User(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> line, List<Finding> findings)
    {
        foreach (var option in (ReadOnlySpan<string>)[" -u ", " --user "])
        {
            var found = line.IndexOf(option);
            var start = found < 0 ? 0 : at + found + option.Length;
            var end = found < 0 ? 0 : ValueToken.End(text, start);
            var colon = found < 0 ? -1 : text[start..end].IndexOf(':');
            if (colon > 0 && end - start - colon > 3)
            {
                CuedSecret.Add(findings, start + colon + 1, end);
                if (AccountToken.IsUser(text.Slice(start, colon)))
                {
                    CuedAccount.Add(findings, start, start + colon);
                }

                return end;
            }
        }

        return at;
    }
}
