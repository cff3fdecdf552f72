using System.Text;
using System.Text.RegularExpressions;
using Raum.Redaction;

namespace Raum.Masking.Names;

/// <summary>Reads tickets that were written for training: a head line <c>== en | r:Jane Doe &lt;jane@doe.example&gt; 07700 900118; a:Mark Ferris</c>, then the text with <c>[N:names]</c>, <c>[A:addresses]</c> and other values in brackets. What stands before the first head line is a remark.</summary>
internal static partial class WrittenTickets
{
    public static IEnumerable<NamedDocument> Read(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var number = 0;
        foreach (
            var ticket in File.ReadAllText(path)
                .Split("\n== ")
                .Select(ticket => ticket.TrimStart('=', ' '))
                .Where(ticket => ticket.Length > 0 && ticket[0] != '#')
        )
        {
            var end = ticket.IndexOf('\n', StringComparison.Ordinal);
            yield return One($"{name}-{++number}", ticket[..end], ticket[(end + 1)..].Trim('\n'));
        }
    }

    private static NamedDocument One(string id, string head, string body)
    {
        var text = new StringBuilder();
        var names = new List<(int, int)>();
        var addresses = new List<(int, int)>();
        var at = 0;
        foreach (Match value in Value().Matches(body))
        {
            text.Append(body, at, value.Index - at);
            at = value.Index + value.Length;
            var place = (text.Length, text.Length + value.Groups["text"].Length);
            text.Append(value.Groups["text"].Value);
            switch (value.Groups["kind"].Value)
            {
                case "N":
                    names.Add(place);
                    break;
                case "A":
                    addresses.Add(place);
                    break;
                default:
                    break;
            }
        }

        text.Append(body, at, body.Length - at);
        return new NamedDocument("tickets_own", id, text.ToString(), [.. Person().Matches(head).Select(PersonOf)], names, addresses);
    }

    private static KnownPerson PersonOf(Match person) =>
        new(
            person.Groups["role"].Value switch
            {
                "r" => PersonRole.Requester,
                "a" => PersonRole.Agent,
                _ => PersonRole.Other,
            },
            person.Groups["name"].Value.Trim(),
            person.Groups["mail"] is { Success: true } mail ? mail.Value : null,
            person.Groups["phone"] is { Success: true } phone ? phone.Value.Trim() : null
        );

    [GeneratedRegex(@"\[(?<kind>[A-Z]):(?<text>[^\]]*)\]")]
    private static partial Regex Value();

    [GeneratedRegex(@"(?<role>[rac]):(?<name>[^<+0-9;(]+)(?:<(?<mail>[^>]*)>)?\s*(?<phone>[+(0-9][^;]*)?")]
    private static partial Regex Person();
}
