using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Raum.Redaction;

/// <summary>A link or an image in an answer.</summary>
/// <param name="Target">As written; it may hold personal data when the ticket did.</param>
/// <param name="IsImage">True where a reader's program would load it without a click.</param>
/// <param name="IsKnown">True when the ticket, the knowledge base or the allow-list has it.</param>
public sealed record AnswerLink(string Target, bool IsImage, bool IsKnown)
{
    /// <summary>No target: it may be personal (PII-5).</summary>
    public override string ToString() => $"AnswerLink(image: {IsImage}, known: {IsKnown})";
}

/// <summary>The links of an answer (FLOW-5: unknown ones hold a draft) and the removal of remote images (FLOW-12).</summary>
public static partial class AnswerLinks
{
    /// <summary>
    /// Finds Markdown links and images, HTML attributes that load or lead somewhere, and whatever mail programs make links of: bare links, hosts, mail addresses and
    /// network paths; in order, without repetition.
    /// </summary>
    /// <param name="answer">The answer, restored or masked.</param>
    /// <param name="sources">The texts whose links are known: the ticket's comments, knowledge base articles.</param>
    /// <param name="allowed">Hosts (<c>example.com</c>), each with its subdomains.</param>
    public static IReadOnlyList<AnswerLink> Inspect(string answer, IEnumerable<string> sources, IEnumerable<string> allowed)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(allowed);
        var found = Targets(answer).Distinct().ToList();
        if (found.Count == 0)
        {
            return [];
        }

        // Whole targets only: "https://shop.example/a" in the ticket does not make "https://shop.example/a?to=evil" known.
        var known = sources.SelectMany(Targets).Select(link => Comparable(link.Target)).ToHashSet(StringComparer.Ordinal);
        var hosts = allowed.Where(host => host.Length > 0).ToList();
        return
        [
            .. found.Select(link => new AnswerLink(
                link.Target,
                link.IsImage,
                known.Contains(Comparable(link.Target))
                    || (IsHostNamed(link.Target, out var host) && hosts.Exists(allow => IsWithin(host, allow)))
            )),
        ];
    }

    /// <summary>The answer without images that a reader's program would load from elsewhere; their alternative text stays.</summary>
    public static string RemoveRemoteImages(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var text = answer;
        // Taking one image out can put another together; each round only shortens the text.
        for (var round = 0; round < 8; round++)
        {
            var next = HtmlMedia().Replace(MarkdownImage().Replace(text, "$1"), "");
            next = ReferenceImage().Replace(next, "$1");
            if (next.Length == text.Length)
            {
                return next;
            }

            text = next;
        }

        return new StringBuilder(text).Replace("![", "[").Replace("<img", "&lt;img").Replace("<IMG", "&lt;IMG").ToString();
    }

    private static IEnumerable<(string Target, bool IsImage)> Targets(string text)
    {
        foreach (Match match in Target().Matches(text))
        {
            if (match.Groups["host"] is { Success: true } host && !IsLinked(host.Value, match.Groups["path"].Value))
            {
                continue;
            }

            var written =
                match.Groups["md"] is { Success: true } markdown ? markdown.Value
                : match.Groups["ref"] is { Success: true } reference ? reference.Value
                : match.Groups["attribute"] is { Success: true } attribute ? attribute.Value
                : match.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')', ']', '\'', '"');
            var target = written.Trim('<', '>', '"', '\'');
            if (target.Length > 0 && target[0] != '#')
            {
                yield return (target, match.Value[0] == '!' || match.Groups["loads"].Success);
            }
        }
    }

    /// <summary>"shop.example", but not "Node.js" or "report.pdf"; with a path behind it whatever its end is.</summary>
    private static bool IsLinked(string host, string path) =>
        path.Length > 1 || TopLevelDomains.Contains(host[(host.LastIndexOfAny(Dots) + 1)..]);

    /// <summary>The host that a link of the web or a mail address leads to; none where that is in doubt.</summary>
    private static bool IsHostNamed(string target, out string host)
    {
        var isAddress = target.Contains('@') && !target.ContainsAny(Slashes) && !target.Contains(':');
        var colon = target.IndexOf(':');
        var hasScheme = colon >= 0 && !(colon + 1 < target.Length && char.IsAsciiDigit(target[colon + 1]));
        var link =
            isAddress ? Uri.UriSchemeMailto + ":" + target
            : hasScheme ? target
            : "https://" + target;
        host = "";
        if (!Uri.TryCreate(link, UriKind.Absolute, out var uri))
        {
            return false;
        }

        host = uri.IdnHost;
        return uri.Scheme == Uri.UriSchemeMailto
            ? link.Count(sign => sign == '@') == 1 && !link.ContainsAny(MoreReceivers)
            : (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.UserInfo.Length == 0;
    }

    private static bool IsWithin(string host, string allowed) =>
        host.Equals(allowed, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + allowed, StringComparison.OrdinalIgnoreCase);

    /// <summary>Without the scheme of the web, and the host in lower case; the rest as it is.</summary>
    private static string Comparable(string target)
    {
        var scheme = WebScheme().Match(target).Length;
        var end = target.AsSpan(scheme).IndexOfAny("/?#\\");
        end = end < 0 ? target.Length : scheme + end;
        return string.Concat(target[scheme..end].ToLowerInvariant(), target.AsSpan(end)).TrimEnd('/');
    }

    /// <summary>The dots that separate the labels of a host (UTS 46).</summary>
    private static readonly char[] Dots = ['.', '\u3002', '\uFF0E', '\uFF61'];
    private static readonly SearchValues<char> Slashes = SearchValues.Create("/\\?#");

    /// <summary>What lets one link to an address write to another one, too (RFC 6068).</summary>
    private static readonly SearchValues<char> MoreReceivers = SearchValues.Create(",;?&%");

    [GeneratedRegex(@"^https?:[/\\]{2}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WebScheme();

    [GeneratedRegex(
        @"!?\[[^\[\]]*\]\(\s{0,5}(?<md><[^<>\n]*>|[^\s()]+)"
            + @"|^\s{0,3}\[[^\[\]\n]+\]:\s{0,5}(?<ref>\S+)"
            + @"|(?:(?<loads>\b(?:src|srcset|background|poster|data))|\b(?:href|action|formaction|cite))\s{0,5}=\s{0,5}(?<attribute>""[^""]*""|'[^']*'|[^\s>""']+)"
            + @"|\b(?:https?|ftp|ftps|file|data|javascript|mailto|tel|sms):[/\\]{1,2}[^\s<>""'`]+"
            + @"|\b(?:javascript|data|mailto|tel|sms):[^\s<>""'`]+"
            + @"|(?<loads>\burl\(\s{0,5})(?<attribute>[^\s)]+)"
            + @"|\bwww\.[^\s<>""'`]+"
            + @"|\\\\\w[^\s<>""'`]*"
            + @"|[\w.+%-]+@(?:[\w-]+[.\u3002\uFF0E\uFF61])+[\w-]{2,}"
            + @"|\b(?<host>(?:[\w-]+[.\u3002\uFF0E\uFF61])+\p{L}[\p{L}\d-]{1,23})\b(?:(?<path>(?::\d{1,5})?[/?#][^\s<>""'`]*))?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Multiline
    )]
    private static partial Regex Target();

    [GeneratedRegex(@"!\[([^\[\]]*)\]\([^()]*\)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MarkdownImage();

    [GeneratedRegex(@"!\[([^\[\]]*)\]\[[^\[\]]*\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ReferenceImage();

    [GeneratedRegex(
        @"<\s{0,5}/?(?:img|picture|source|svg|image|video|audio|object|embed|iframe|link|style|input)\b[^>]*>?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex HtmlMedia();
}
