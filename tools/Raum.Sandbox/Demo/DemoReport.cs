using System.Globalization;

namespace Raum.Sandbox.Demo;

/// <summary>Prints what the demo saw, readable at a glance. Colour only on a terminal.</summary>
internal sealed class DemoReport(TextWriter output, bool colour)
{
    private const string RequestServed = "request-served.v1";
    private const int Columns = 100;

    public void Print(DemoResult result)
    {
        Section("1  What the customer wrote", $"ticket {result.Ticket.Id}: {result.Ticket.Subject}");
        Text(result.Ticket.Text);

        Section("2  What the model saw", $"job {result.Job}");
        Text(result.ModelSaw);

        Section("3  The draft", $"masked and sealed; it waits for a person ({string.Join(", ", result.Draft.Reasons)})");
        Text(result.Draft.Text);

        Section("4  Approved", $"by {result.Approval.By}; restored and delivered {result.Approval.Milliseconds} ms later");

        Section("5  What the customer got", $"{result.CustomerGot.Count} {(result.CustomerGot.Count == 1 ? "mail" : "mails")}");
        output.WriteLine($"   To {string.Join(" and ", result.CustomerGot.Select(mail => mail.To))}");
        Text(result.CustomerGot[0].Text);

        Section("6  On record", $"{result.Audit.Count} audit entries of this job");
        foreach (var entry in result.Audit.Where(entry => entry.Type != RequestServed))
        {
            output.WriteLine(
                $"   {entry.Revision, 4}  {entry.At.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)}  {entry.Type, -24} {entry.Result.ToLowerInvariant(), -8} {entry.Actor}"
            );
        }

        var requests = result.Audit.Count(entry => entry.Type == RequestServed);
        output.WriteLine($"   {Paint("2", $"and {requests} of the demo's own requests while it waited ({RequestServed})")}");

        PrintProof(result.Proof);
    }

    private void PrintProof(DemoProof proof)
    {
        Section("7  Proof that no raw value was written", "each value as text, UTF-16, hex and base64");
        output.WriteLine($"   Looked for  {string.Join(" · ", proof.Values)}");
        foreach (var place in proof.Places)
        {
            var control = place.HasControl ? "the job's id is there, so the search works" : "";
            output.WriteLine($"   {place.Name, -16} {Size(place.Bytes), 10}  {control}");
        }

        output.WriteLine();
        if (proof.Findings.Count == 0)
        {
            output.WriteLine(
                proof.Passed
                    ? Paint("32", "   None of them was found.")
                    : Paint("31", "   Nothing was found, but the search did not find the job's id either: it proves nothing.")
            );
            return;
        }

        output.WriteLine(Paint("31", $"   FOUND in {proof.Findings.Count} places:"));
        foreach (var finding in proof.Findings.Take(20))
        {
            output.WriteLine($"   {finding}");
        }
    }

    private void Section(string title, string detail)
    {
        output.WriteLine();
        output.WriteLine($"{Paint("1", title)}  {Paint("2", detail)}");
    }

    private void Text(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Trim('\n').Split('\n').SelectMany(Wrap))
        {
            output.WriteLine($"   {Paint("2", "│")} {line}");
        }
    }

    /// <summary>Breaks a line at spaces; a longer word stays whole.</summary>
    private static IEnumerable<string> Wrap(string line)
    {
        while (line.Length > Columns && line.LastIndexOf(' ', Columns) is var space and > 0)
        {
            yield return line[..space];
            line = line[(space + 1)..];
        }

        yield return line;
    }

    private string Paint(string code, string text) => colour ? $"\e[{code}m{text}\e[0m" : text;

    private static string Size(long bytes) =>
        bytes >= 1_000_000
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000.0:0.0} kB");
}
