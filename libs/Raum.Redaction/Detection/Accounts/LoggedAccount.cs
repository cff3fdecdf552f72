namespace Raum.Redaction;

/// <summary>Users whom a log tells with the password that was tried.</summary>
internal static class LoggedAccount
{
    /// <summary>"Accepted password for jdoe from 10.0.0.4".</summary>
    public static int Read(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        if (!text[at..].StartsWith(" for "))
        {
            return at;
        }

        var from = at + 5;
        foreach (var skipped in (ReadOnlySpan<string>)["invalid user ", "user ", "illegal user "])
        {
            from += text[from..].StartsWith(skipped) ? skipped.Length : 0;
        }

        var end = AccountToken.TokenEnd(text, from);
        return
            end > from
            && AccountToken.IsFollowedBySource(text, end)
            && AccountToken.IsPlain(text[from..end])
            && AccountToken.IsUser(text[from..end])
            ? Found(findings, from, end)
            : at;
    }

    private static int Found(List<Finding> findings, int at, int end)
    {
        CuedAccount.Add(findings, at, end);
        return end;
    }
}
