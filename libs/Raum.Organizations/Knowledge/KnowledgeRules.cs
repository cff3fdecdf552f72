using Raum.Core;

namespace Raum.Organizations.Knowledge;

/// <summary>What may stand in a procedure or an article.</summary>
public static class KnowledgeRules
{
    public const int MaxTitleLength = 200;

    /// <summary>UTF-16 units.</summary>
    public const int MaxBodyLength = 20_000;

    public const int MaxTags = 20;
    public const int MaxTagLength = 100;
    public const int MaxUrlLength = 500;

    /// <summary>One line with something in it.</summary>
    public static bool IsTitle(PersonalText? title) =>
        title is { Length: > 0 and <= MaxTitleLength } && IsWritten(title) && !title.Reveal().Any(char.IsControl);

    /// <summary>Something to read; line ends and tabs are its only control characters.</summary>
    public static bool IsBody(PersonalText? body) =>
        body is { Length: > 0 and <= MaxBodyLength }
        && IsWritten(body)
        && body.Reveal().All(unit => !char.IsControl(unit) || unit is '\n' or '\r' or '\t');

    /// <summary>An ISO 639-1 code, such as <c>en</c>.</summary>
    public static bool IsLanguage(string? language) => language is null || (language.Length == 2 && language.All(char.IsAsciiLetterLower));

    /// <summary>As the desk writes tags: no space, no case.</summary>
    public static bool AreTags(IReadOnlyList<string>? tags) =>
        tags is not { Count: > MaxTags }
        && (tags ?? []).All(tag =>
            tag is { Length: > 0 and <= MaxTagLength }
            && tag.All(unit => char.IsLetterOrDigit(unit) || unit is '_' or '-' or '/')
            && tag == Fold(tag)
        );

    /// <summary>An address that people may be sent to.</summary>
    public static bool IsUrl(Uri? url) =>
        url is null
        || (
            url.IsAbsoluteUri
            && url.Scheme == Uri.UriSchemeHttps
            && url.UserInfo.Length == 0
            && url.OriginalString.Length <= MaxUrlLength
            && url.OriginalString.All(unit => unit is > ' ' and < '\u007f')
        );

    internal static bool Allow(KnowledgeKind kind, KnowledgeDocument document) =>
        IsTitle(document.Title)
        && IsBody(document.Body)
        && IsLanguage(document.Language)
        && AreTags(document.Tags)
        && IsUrl(document.Url)
        && document.Operations.All(Enum.IsDefined)
        && document.Operations.Distinct().Count() == document.Operations.Count
        && (kind == KnowledgeKind.Procedure ? document.Operations.Count > 0 && document.Url is null : document.Operations.Count == 0);

#pragma warning disable CA1308 // tags of the desk are lower case
    private static string Fold(string tag) => tag.ToLowerInvariant();
#pragma warning restore CA1308

    // A lone surrogate has no UTF-8: what is sealed would not be what was given.
    private static bool IsWritten(PersonalText text)
    {
        var written = text.Reveal();
        for (var i = 0; i < written.Length; i++)
        {
            if (char.IsSurrogate(written[i]) && !(char.IsSurrogatePair(written, i) && ++i > 0))
            {
                return false;
            }
        }

        return !string.IsNullOrWhiteSpace(written);
    }
}
