using System.Text;
using System.Text.RegularExpressions;

namespace Raum.Providers.Offline;

/// <summary>Corrects and rewrites by simple rules; placeholders stay as they are.</summary>
internal static partial class OfflineEdit
{
    private static readonly Dictionary<string, string> _misspelled = new(StringComparer.OrdinalIgnoreCase)
    {
        ["teh"] = "the",
        ["recieve"] = "receive",
        ["recieved"] = "received",
        ["adress"] = "address",
        ["definately"] = "definitely",
        ["seperate"] = "separate",
        ["occured"] = "occurred",
        ["untill"] = "until",
        ["wich"] = "which",
        ["thier"] = "their",
        ["alot"] = "a lot",
        ["dont"] = "don't",
        ["doesnt"] = "doesn't",
        ["cant"] = "can't",
        ["wont"] = "won't",
        ["didnt"] = "didn't",
        ["im"] = "I'm",
        ["i"] = "I",
    };

    private static readonly Dictionary<string, string> _contractions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["can't"] = "cannot",
        ["won't"] = "will not",
        ["don't"] = "do not",
        ["doesn't"] = "does not",
        ["didn't"] = "did not",
        ["isn't"] = "is not",
        ["I'm"] = "I am",
        ["I've"] = "I have",
        ["I'll"] = "I will",
        ["we're"] = "we are",
        ["we'll"] = "we will",
        ["you're"] = "you are",
        ["it's"] = "it is",
        ["hi"] = "hello",
        ["hey"] = "hello",
        ["thanks"] = "thank you",
    };

    /// <summary>Spaces, doubled words, capitals at the beginning of sentences, common English slips, a full stop at the end.</summary>
    public static string Correct(string text)
    {
        var corrected = Spaces().Replace(text.Trim(), " ");
        corrected = SpaceBeforeMark().Replace(corrected, "$1");
        corrected = DoubledWord().Replace(corrected, "$1");
        corrected = Replace(corrected, Languages.Guess(text).Tag == "en" ? _misspelled : []);
        return Capitals(EndWithMark(corrected));
    }

    public static string Rewrite(OfflinePrompt prompt, Phrases phrases)
    {
        var text = Correct(prompt.Text);
        var tone = prompt.Instructions.ToLowerInvariant();
        if (tone.Contains("formal", StringComparison.Ordinal))
        {
            return Capitals(Replace(text, phrases.Tag == "en" ? _contractions : []));
        }

        if (tone.Contains("concise", StringComparison.Ordinal))
        {
            var sentences = SentenceEnd().Split(text);
            return string.Join(' ', sentences.Take(3)).Trim();
        }

        return tone.Contains("friendly", StringComparison.Ordinal) || tone.Contains("empathetic", StringComparison.Ordinal)
            ? $"{phrases.Thanks} {text}"
            : text;
    }

    private static string Replace(string text, Dictionary<string, string> words) =>
        words.Count == 0 ? text : Word().Replace(text, match => words.TryGetValue(match.Value, out var word) ? word : match.Value);

    private static string EndWithMark(string text) => text.Length > 0 && char.IsLetterOrDigit(text[^1]) ? text + "." : text;

    private static string Capitals(string text)
    {
        var result = new StringBuilder(text.Length);
        var atStart = true;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            result.Append(atStart && char.IsLower(c) ? char.ToUpperInvariant(c) : c);
            if (c is '!' or '?' or '\n' || (c == '.' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]))))
            {
                atStart = true;
            }
            else if (!char.IsWhiteSpace(c))
            {
                atStart = false;
            }
        }

        return result.ToString();
    }

    [GeneratedRegex(@"[ \t]+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@" ([,.;])", RegexOptions.CultureInvariant)]
    private static partial Regex SpaceBeforeMark();

    [GeneratedRegex(@"(?<![\w\[])(\p{L}{2,}) \1(?![\w\]])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex DoubledWord();

    [GeneratedRegex(@"(?<![\w\[])\p{L}+(?:'\p{L}+)?(?![\w\]])", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<=[.!?])\s+", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();
}
