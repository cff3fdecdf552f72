namespace Raum.Redaction;

/// <summary>What stands before the host of a link (RFC 3986 3.2.1), of whatever host: "postgres://jdoe:hunter2@db/shop", "https://jdoe:hunter2@localhost:8080".</summary>
/// <remarks>Linear: one link is read.</remarks>
internal static class LinkPassword
{
    private const int Longest = 200;

    /// <param name="at">Where the link goes on behind its scheme.</param>
    public static void Add(ReadOnlySpan<char> text, int at, int end, List<Finding> findings)
    {
        var link = text[at..Math.Min(end, at + Longest)];
        var path = link.IndexOfAny('/', '?', '#');
        var host = path < 0 ? link : link[..path];
        var sign = host.LastIndexOf('@');
        var colon = host.IndexOf(':');
        if (colon >= 0 && colon + 1 < sign && sign + 1 < host.Length)
        {
            findings.Add(new Finding(at + colon + 1, at + sign, PiiType.Secret, "secret", 0.9, "link-password"));
        }
    }
}
