using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Raum.Providers.Offline;

/// <summary>What the offline provider sees of a request.</summary>
/// <param name="Text">The material to work on.</param>
/// <param name="Question">The subject and the customer's last message, where the material is a conversation; otherwise the material.</param>
/// <param name="Instructions">The instructions, for hints such as a tone.</param>
/// <param name="Placeholders">The placeholders of the text in the order they occur, each once.</param>
internal sealed partial record OfflinePrompt(string Text, string Question, string Instructions, IReadOnlyList<string> Placeholders)
{
    private const string CustomerHeading = "Customer wrote:";
    private const string SubjectHeading = "Subject:";
    private static readonly string[] _headings = [CustomerHeading, "Support wrote:", "Internal note of support:"];

    public static OfflinePrompt Read(IEnumerable<ChatMessage> messages, string? instructions)
    {
        var last = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        var text = Inside(last, "text") ?? Inside(last, "draft") ?? Inside(last, "ticket") ?? Inside(last, "conversation") ?? last;
        text = Markup().Replace(text, "").Trim();
        return new OfflinePrompt(
            text,
            QuestionOf(text),
            instructions ?? "",
            [.. Placeholder().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal)]
        );
    }

    /// <summary>The first placeholder of a type, such as <c>NAME</c>; null when there is none.</summary>
    public string? First(string type) =>
        Placeholders.FirstOrDefault(placeholder =>
            placeholder.StartsWith($"[REDACTED_{type}]", StringComparison.Ordinal)
            || placeholder.StartsWith($"[REDACTED_{type}_", StringComparison.Ordinal)
        );

    /// <summary>The requester's placeholder of a type, which is the one without a number (PII-1).</summary>
    public string? Requester(string type) => Placeholders.FirstOrDefault(placeholder => placeholder == $"[REDACTED_{type}]");

    /// <summary>The customer's last message without its subject, for a quotation.</summary>
    public string LastMessage =>
        Question.Split('\n', 2) is [var first, var rest] && first.StartsWith(SubjectHeading, StringComparison.Ordinal) ? rest : Question;

    private static string QuestionOf(string text)
    {
        var lines = text.Split('\n');
        var start = Array.LastIndexOf(lines, CustomerHeading);
        if (start < 0)
        {
            return text;
        }

        var message = lines.Skip(start + 1).TakeWhile(line => !_headings.Contains(line, StringComparer.Ordinal));
        var subject = lines.Take(1).Where(line => line.StartsWith(SubjectHeading, StringComparison.Ordinal));
        return string.Join('\n', subject.Concat(message)).Trim();
    }

    private static string? Inside(string text, string tag)
    {
        var open = text.IndexOf($"<{tag}", StringComparison.OrdinalIgnoreCase);
        var start = open < 0 ? -1 : text.IndexOf('>', open);
        var end = start < 0 ? -1 : text.LastIndexOf($"</{tag}>", StringComparison.OrdinalIgnoreCase);
        return end > start ? text[(start + 1)..end] : null;
    }

    [GeneratedRegex(@"\[REDACTED_[A-Z]+(?:_[0-9]+)?\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    // Our own tags inside the material, such as <comment author="customer">.
    [GeneratedRegex(@"</?[a-z]+(?:\s[^<>]{0,200})?>", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Markup();
}
