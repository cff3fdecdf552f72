using System.Buffers;

namespace Raum.Redaction;

/// <summary>Mail addresses, also internationalized ones, with any top-level domain.</summary>
/// <remarks>Source: RFC 5321 §4.1.2 and RFC 6531, without quoted local parts and address literals. Looks at each <c>@</c> and goes both ways.</remarks>
internal sealed class EmailDetector : IDetector
{
    private const int MaximumLocal = 64;
    private const int MaximumDomain = 253;
    private const string LocalSigns = "._%+-'!#$&*/=?^`{|}~";
    private static readonly SearchValues<char> Ats = SearchValues.Create("@＠");

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        for (var from = 0; from < text.Length && text[from..].IndexOfAny(Ats) is >= 0 and var found; )
        {
            var at = from + found;
            from = at + 1;
            var start = LocalStart(text, at);
            var end = DomainEnd(text, at + 1);
            if (start < at && end > at && IsUserInfo(text, start))
            {
                // RFC 3986 §3.2.1: what stands before the host of a link is a password.
                findings.Add(new Finding(start, at, PiiType.Secret, "secret", 0.9, "link-password"));
            }
            else if (start < at && end > at)
            {
                findings.Add(new Finding(start, end, PiiType.Email, "email", 0.99, "address"));
                from = end;
            }
        }
    }

    private static bool IsUserInfo(ReadOnlySpan<char> text, int start) =>
        start > 3
        && text[start - 1] == ':'
        && text[Math.Max(0, start - MaximumLocal)..start].LastIndexOf("//", StringComparison.Ordinal) is >= 0 and var slashes
        && !text[Math.Max(0, start - MaximumLocal)..start][(slashes + 2)..].ContainsAny(' ', '\n', '/');

    /// <summary>Where what stands before the sign begins; the sign's own place where there is nothing.</summary>
    public static int LocalStart(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (
            start > 0
            && at - start < MaximumLocal
            && (Lexicon.IsWordUnit(text[start - 1]) || LocalSigns.Contains(text[start - 1], StringComparison.Ordinal))
        )
        {
            start--;
        }

        // Quotes, slashes and the like before an address belong to the sentence.
        while (start < at && !Lexicon.IsWordUnit(text[start]) && text[start] is not ('_' or '+'))
        {
            start++;
        }

        for (var i = at - 1; i > start; i--)
        {
            if (text[i] is '=' or '/' or '|' or '`' or '{' or '}' or '?' or '*')
            {
                return i + 1;
            }
        }

        // "jan.@…" is no valid address, and written nevertheless.
        return start;
    }

    private static int DomainEnd(ReadOnlySpan<char> text, int start)
    {
        var end = -1;
        var label = start;
        var labels = 0;
        for (var i = start; i <= text.Length && i - start <= MaximumDomain; i++)
        {
            if (i < text.Length && (Lexicon.IsWordUnit(text[i]) || text[i] == '-'))
            {
                continue;
            }

            var last = i;
            while (last > label && text[last - 1] == '-')
            {
                last--;
            }

            if (last == label || text[label] == '-')
            {
                break;
            }

            labels++;
            if (labels > 1 && IsTopLevel(text[label..last]))
            {
                end = last;
            }

            if (i >= text.Length || text[i] != '.')
            {
                break;
            }

            label = i + 1;
        }

        return end;
    }

    /// <summary>No top-level domains, but ends of files: "cart@2x.png".</summary>
    private static readonly WordSet Files = Cues.Set(
        "png jpg jpeg gif webp svg bmp ico heic tiff pdf css js ts tsx json xml html csv docx xlsx mp4 webm woff ttf"
    );

    private static bool IsTopLevel(ReadOnlySpan<char> label)
    {
        if (Files.Contains(label))
        {
            return false;
        }

        if (label.Length < 2 || label.Length > 63)
        {
            return false;
        }

        if (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (var c in label)
        {
            if (!char.IsLetter(c) && !char.IsSurrogate(c))
            {
                return false;
            }
        }

        return true;
    }
}
