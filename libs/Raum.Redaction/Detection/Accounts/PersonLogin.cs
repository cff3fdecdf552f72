namespace Raum.Redaction;

/// <summary>Logins in which somebody's name or initial stands: "k.oezdemir", "jgarcia.almacen", "5v.bakker", "11c_mariana".</summary>
/// <remarks>Asked behind a cue only. No file and no host: "install.log", "shop.example".</remarks>
internal static class PersonLogin
{
    private const int Shortest = 5;
    private const int Longest = 32;
    private const int ShortestName = 4;
    private const int ShortestListed = 3;

    /// <summary>"5v", "11c": a class of a school, or initials.</summary>
    private const int LongestInitial = 3;

    /// <summary>What stands behind the last dot of a file.</summary>
    private const int LongestExtension = 3;

    private static readonly WordSet Extensions = Cues.Set(
        "html json xlsx docx pptx jpeg tiff conf yaml toml java lock heic webp mpeg epub"
    );

    public static bool Is(ReadOnlySpan<char> token)
    {
        if (token.Length is < Shortest or > Longest || AccountRoles.Is(token))
        {
            return false;
        }

        // "lena.backt_"
        token = token.TrimEnd('_');
        var sign = token.IndexOfAny('.', '_');
        if (sign < 1 || token[(sign + 1)..].IndexOfAny('.', '_') >= 0)
        {
            return false;
        }

        var first = token[..sign];
        var last = token[(sign + 1)..].TrimEnd("0123456789");
        if (last.IsEmpty || !AreLetters(last) || AccountRoles.IsSystem(first))
        {
            return false;
        }

        if (first.Length <= LongestInitial && IsInitial(first))
        {
            return char.IsAsciiDigit(first[0]) ? last.Length >= ShortestName : IsName(last);
        }

        var isNumbered = last.Length < token.Length - sign - 1;
        var mayBeFile = token[sign] == '.' && !isNumbered && (last.Length is > 1 and <= LongestExtension || Extensions.Contains(last));
        // "svc_export": of two words without a name.
        return AreLetters(first)
            && !mayBeFile
            && !(token[sign] == '.' && NamedSites.Domains.Contains(last))
            && (token[sign] == '.' ? IsName(first) || IsName(last) : IsListedName(first) || IsListedName(last));
    }

    /// <summary>"k", "jm", "7b": a letter is in it.</summary>
    private static bool IsInitial(ReadOnlySpan<char> part) => char.IsLetter(part[^1]) && (part.Length < 3 || char.IsAsciiDigit(part[0]));

    private static bool AreLetters(ReadOnlySpan<char> part) => ValueToken.WordEnd(part, 0) == part.Length;

    /// <summary>"mhuber2", "tkowalski02": figures behind letters that are no word.</summary>
    public static bool IsNumbered(ReadOnlySpan<char> token) =>
        ValueToken.WordEnd(token, 0) is var letters
        && token.Length - letters is 1 or 2
        && !token[letters..].ContainsAnyExceptInRange('0', '9')
        && MadeUp.Is(token[..letters]);

    private static bool IsName(ReadOnlySpan<char> part) => (part.Length >= ShortestName && MadeUp.Is(part)) || IsListedName(part);

    private static bool IsListedName(ReadOnlySpan<char> part) =>
        part.Length >= ShortestListed
        && NameWords.Of(part) is var facts
        && (facts & (WordFacts.Given | WordFacts.Surname)) != 0
        && (facts & (WordFacts.Word | WordFacts.Proper)) == 0;
}
