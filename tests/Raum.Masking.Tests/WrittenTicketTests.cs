using System.Text.RegularExpressions;
using Raum.Masking.Names;
using Raum.Redaction;

namespace Raum.Masking.Tests;

/// <summary>The tickets that the models are trained on besides public sets.</summary>
public sealed partial class WrittenTicketTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_ticket_has_its_people_and_the_places_of_its_names_and_addresses()
    {
        File.WriteAllText(
            _file,
            """
            # A remark.
            == en | r:Grace Bell <grace@bell.example> 07700 900412; a:Mark Ferris
            Kettle leaks

            Send it to [A:14 Mews Lane, Bristol]. [N:Grace]
            == de | a:Nils Sandmann
            Danke, Frau [N:Kühn]!
            """
        );

        var tickets = WrittenTickets.Read(_file).ToList();

        tickets.Count.ShouldBe(2);
        var first = tickets[0];
        first.Text.ShouldBe("Kettle leaks\n\nSend it to 14 Mews Lane, Bristol. Grace");
        first.Names.Select(name => first.Text[name.Start..name.End]).ShouldBe(["Grace"]);
        first.Addresses.Select(place => first.Text[place.Start..place.End]).ShouldBe(["14 Mews Lane, Bristol"]);
        first.People.ShouldBe([
            new KnownPerson(PersonRole.Requester, "Grace Bell", "grace@bell.example", "07700 900412"),
            new KnownPerson(PersonRole.Agent, "Mark Ferris"),
        ]);
        tickets[1].Text.ShouldBe("Danke, Frau Kühn!");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_written_tickets_are_read_whole(string file)
    {
        var path = Path.Combine(Folder, file);
        var heads = File.ReadLines(path).Count(line => line.StartsWith("== ", StringComparison.Ordinal));
        var tickets = WrittenTickets.Read(path).ToList();

        heads.ShouldBeGreaterThan(20);
        tickets.Count.ShouldBe(heads);
        tickets.ShouldAllBe(ticket => ticket.Text.Length > 0 && !Mark().IsMatch(ticket.Text));
        tickets.ShouldContain(ticket => ticket.People.Count > 0 && ticket.Names.Count > 0);
    }

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.txt").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Repository.Folder, "tools", "name-data", "tickets");

    [GeneratedRegex(@"\[[A-Z]:", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();
}
