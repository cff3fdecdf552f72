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
    /// <summary>Finds Markdown links and images, HTML attributes that load or lead somewhere, and bare links; in order, without repetition.</summary>
    /// <param name="answer">The answer, restored or masked.</param>
    /// <param name="sources">The texts whose links are known: the ticket's comments, knowledge base articles.</param>
    /// <param name="allowed">Hosts (<c>example.com</c>, with its subdomains) or link beginnings (<c>https://example.com/help/</c>).</param>
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
        var allow = allowed.Where(entry => entry.Length > 0).ToList();
        return
        [
            .. found.Select(link => new AnswerLink(
                link.Target,
                link.IsImage,
                known.Contains(Comparable(link.Target)) || allow.Exists(entry => IsAllowed(link.Target, entry))
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

    private static bool IsAllowed(string target, string entry)
    {
        var link = Comparable(target);
        if (entry.Contains("://", StringComparison.Ordinal))
        {
            var prefix = Comparable(entry);
            return link.StartsWith(prefix, StringComparison.Ordinal)
                && (link.Length == prefix.Length || prefix.EndsWith('/') || link[prefix.Length] is '/' or '?' or '#');
        }

        return Uri.TryCreate(link.StartsWith("www.", StringComparison.Ordinal) ? "https://" + link : link, UriKind.Absolute, out var uri)
            && uri.Scheme is "https" or "http" or "mailto"
            && uri.UserInfo.Length == 0 | uri.Scheme == "mailto"
            && (
                uri.Host.Equals(entry, StringComparison.OrdinalIgnoreCase)
                || uri.Host.EndsWith("." + entry, StringComparison.OrdinalIgnoreCase)
            );
    }

    /// <summary>Scheme and host in lower case; the rest as it is.</summary>
    private static string Comparable(string target)
    {
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        var host = scheme < 0 ? 0 : scheme + 3;
        var end = target.AsSpan(host).IndexOfAny('/', '?', '#');
        end = end < 0 ? target.Length : host + end;
        return string.Concat(target[..end].ToLowerInvariant(), target.AsSpan(end)).TrimEnd('/');
    }

    [GeneratedRegex(
        @"!?\[[^\[\]]*\]\(\s{0,5}(?<md><[^<>\n]*>|[^\s()]+)"
            + @"|^\s{0,3}\[[^\[\]\n]+\]:\s{0,5}(?<ref>\S+)"
            + @"|(?:(?<loads>\b(?:src|srcset|background|poster|data))|\b(?:href|action|formaction|cite))\s{0,5}=\s{0,5}(?<attribute>""[^""]*""|'[^']*'|[^\s>""']+)"
            + @"|\b(?:https?|ftp|ftps|file|data|javascript|mailto|tel|sms)://?[^\s<>""'`]+"
            + @"|\b(?:javascript|data|mailto|tel|sms):[^\s<>""'`]+"
            + @"|(?<loads>\burl\(\s{0,5})(?<attribute>[^\s)]+)"
            + @"|\bwww\.[^\s<>""'`]+",
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
