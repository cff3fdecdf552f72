using System.Buffers;

namespace Raum.Redaction;

/// <summary>Logins and their passwords, a pair a line below the word for them: "Temporary passwords:", "akowalski - Maple!47", "tbrambati / Girasole.44".</summary>
/// <remarks>Linear: a bounded number of short lines below a cue is read.</remarks>
internal static class PasswordList
{
    /// <summary>What may stand behind the cue on its line.</summary>
    private const int LongestRest = 60;
    private const int LongestLine = 80;
    private const int MostLines = 12;

    /// <summary>One such line alone may be anything.</summary>
    private const int Fewest = 2;
    private const int ShortestSecret = 5;

    private static readonly SearchValues<char> Signs = SearchValues.Create("!#$%&?*_@");

    private static readonly SearchValues<char> Parts = SearchValues.Create("._@");

    private static readonly string[] Joints = [" - ", " – ", " / ", " : ", ": ", " -> ", " → ", " = ", "\t", " | ", ";"];

    /// <summary>Adds the pairs below the cue that ends at <paramref name="at"/>.</summary>
    public static void Add(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        var rest = text.Slice(at, Math.Min(LongestRest, text.Length - at)).IndexOf('\n');
        if (rest < 0)
        {
            return;
        }

        Span<(int Login, int LoginEnd, int Secret, int SecretEnd)> pairs = stackalloc (int, int, int, int)[MostLines];
        var count = 0;
        var empty = 0;
        var line = at + rest + 1;
        for (var lines = 0; lines < MostLines && line < text.Length; lines++)
        {
            var near = text.Slice(line, Math.Min(LongestLine + 1, text.Length - line));
            var length = near.IndexOf('\n');
            var end = line + (length < 0 ? near.Length : length);
            Work.Add(end - line);
            if (text[line..end].Trim().IsEmpty)
            {
                if (++empty > 1)
                {
                    break;
                }
            }
            else if (end - line <= LongestLine && Pair(text, line, end) is { } pair)
            {
                pairs[count++] = pair;
            }
            else
            {
                break;
            }

            line = end + 1;
        }

        for (var i = 0; count >= Fewest && i < count; i++)
        {
            var (login, loginEnd, secret, secretEnd) = pairs[i];
            findings.Add(new Finding(login, loginEnd, PiiType.Username, "cue", 0.8, "password-list"));
            CuedSecret.Add(findings, secret, secretEnd);
        }
    }

    private static (int, int, int, int)? Pair(ReadOnlySpan<char> text, int start, int end)
    {
        while (start < end && text[start] is ' ' or '\t' or '-' or '*' or '•' or '>')
        {
            start++;
        }

        var login = start;
        while (login < end && (char.IsLetterOrDigit(text[login]) || text[login] is '.' or '_' or '-' or '@'))
        {
            login++;
        }

        if (login - start < 3 || !IsLogin(text[start..login]))
        {
            return null;
        }

        foreach (var joint in Joints)
        {
            if (!text[login..end].StartsWith(joint))
            {
                continue;
            }

            var secret = login + joint.Length;
            var last = secret;
            while (last < end && !char.IsWhiteSpace(text[last]) && text[last] is not (';' or '|' or ','))
            {
                last++;
            }

            return IsSecret(text[secret..last]) ? (start, login, secret, last) : null;
        }

        return null;
    }

    /// <summary>No label of a field: "Invoice: INV-2024-001", "order: AB-1234X".</summary>
    private static bool IsLogin(ReadOnlySpan<char> word) =>
        word.ContainsAnyInRange('0', '9')
        || word.ContainsAny(Parts)
        || (
            !word.ContainsAnyInRange('A', 'Z')
            && (NameWords.Of(word) & WordFacts.Word) == 0
            && (DictionaryWords.Of(Lexicon.Hash(word)) == 0 || (NameWords.Of(word) & WordFacts.AnyName) != 0)
        );

    /// <summary>Letters with figures or signs among them: no word, no number and no time.</summary>
    private static bool IsSecret(ReadOnlySpan<char> value)
    {
        var (letters, others) = (0, 0);
        foreach (var c in value)
        {
            letters += char.IsLetter(c) ? 1 : 0;
            others += char.IsLetter(c) ? 0 : 1;
        }

        return value.Length >= ShortestSecret
            && letters > 2
            && others > 0
            && (char.IsDigit(value[^1]) || value.ContainsAny(Signs) || value[..^1].ContainsAnyInRange('0', '9'));
    }
}
