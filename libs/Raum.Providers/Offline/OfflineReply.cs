using System.Globalization;
using System.Text;

namespace Raum.Providers.Offline;

/// <summary>Replies, summaries and gists from the phrases of one language.</summary>
internal static class OfflineReply
{
    private const int QuoteLength = 160;

    public static string Write(OfflinePrompt prompt, Phrases phrases, bool solved)
    {
        var topic = TopicOf(prompt);
        var body = new List<string> { phrases.Thanks, (solved ? phrases.Done : phrases.Next)[(int)topic] };
        Add(body, phrases.Number, prompt.First("ID"));
        if (topic is Topic.Refund or Topic.Damage or Topic.Cancellation)
        {
            Add(body, phrases.PaidBack, prompt.First("CC") ?? prompt.First("IBAN"));
        }

        if (topic is Topic.Delivery or Topic.Damage)
        {
            Add(body, phrases.Address, prompt.First("ADDRESS"));
        }

        if (!solved)
        {
            Add(body, phrases.Reach, prompt.Requester("PHONE") ?? prompt.Requester("EMAIL"));
        }

        var name = prompt.Requester("NAME");
        var hello = name is null ? phrases.HelloNobody : Fill(phrases.Hello, name);
        return $"{hello}\n\n{string.Join(' ', body)}\n\n{phrases.Closing}";
    }

    public static string Summary(OfflinePrompt prompt, Phrases phrases)
    {
        var topic = TopicOf(prompt);
        var customer = prompt.Requester("NAME") ?? phrases.Customer;
        var text = new StringBuilder();
        text.Append(phrases.SummaryTitle).Append(":\n- ").Append(customer).Append(' ').Append(phrases.Request[(int)topic]).Append('.');

        var details = prompt.Placeholders.Where(placeholder => placeholder != "[REDACTED_NAME]").ToList();
        if (details.Count > 0)
        {
            text.Append("\n- ").Append(phrases.Details).Append(": ").AppendJoin(", ", details).Append('.');
        }

        if (Quote(prompt.LastMessage) is { Length: > 0 } quote)
        {
            text.Append("\n- ").Append(phrases.InTheirWords).Append(": “").Append(quote).Append('”');
        }

        return text.ToString();
    }

    /// <summary>What the text is about, in another language: templates cannot translate, and say so.</summary>
    public static string Gist(OfflinePrompt prompt, Phrases phrases)
    {
        var topic = TopicOf(prompt);
        var customer = prompt.Requester("NAME") ?? phrases.Customer;
        var text = new StringBuilder(phrases.GistNote);
        text.Append('\n').Append(customer).Append(' ').Append(phrases.Request[(int)topic]).Append('.');
        var details = prompt.Placeholders.Where(placeholder => placeholder != "[REDACTED_NAME]").ToList();
        if (details.Count > 0)
        {
            text.Append(' ').Append(phrases.Details).Append(": ").AppendJoin(", ", details).Append('.');
        }

        return text.ToString();
    }

    // What the customer asks now; the history only where that says nothing ("Any news?").
    private static Topic TopicOf(OfflinePrompt prompt) =>
        Languages.TopicOf(prompt.Question) is var topic && topic != Topic.Other ? topic : Languages.TopicOf(prompt.Text);

    private static void Add(List<string> body, string format, string? placeholder)
    {
        if (placeholder is not null)
        {
            body.Add(Fill(format, placeholder));
        }
    }

    private static string Fill(string format, string placeholder) => string.Format(CultureInfo.InvariantCulture, format, placeholder);

    // The longest sentence of the beginning says most; a placeholder is never cut.
    private static string Quote(string text)
    {
        var sentence =
            text.Split(['.', '!', '?', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Take(8)
                .MaxBy(candidate => candidate.Length)
            ?? "";
        if (sentence.Length <= QuoteLength)
        {
            return sentence;
        }

        var space = sentence.LastIndexOf(' ', QuoteLength);
        var cut = sentence[..(space > 0 ? space : QuoteLength)];
        var open = cut.LastIndexOf('[');
        return (open > cut.LastIndexOf(']') ? cut[..open] : cut).TrimEnd() + " …";
    }
}
