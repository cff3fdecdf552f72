using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Tests.Events;

/// <summary>The stored form of every event type is for ever. A golden file holds its bytes; it is written once and never edited.</summary>
public sealed class EventFormTests
{
    public static TheoryData<string> Names => [.. EventTypes.All.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_is_written_as_its_golden_file_says(string name)
    {
        var sample = SampleOf(name);

        var written = Join(EventHeader.Write(Samples.Organization, sample), EventBody.Write(sample));

        written.ShouldBe(Golden(name, written));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_is_read_back_from_its_golden_file_whole(string name)
    {
        var lines = Golden(name, written: null).Split('\n');
        var header = Encoding.UTF8.GetBytes(lines[0]);

        var read = EventHeader.ApplyTo(
            EventBody.Read(EventHeader.TypeOf(header), Encoding.UTF8.GetBytes(lines[1])),
            Samples.Organization,
            EventHeader.Parse(header)
        );

        read.ShouldBeOfType(EventTypes.Named(name).Record);
        Join(EventHeader.Write(Samples.Organization, read), EventBody.Write(read)).ShouldBe(Golden(name, written: null));
        foreach (var property in read.GetType().GetProperties().Where(property => property.Name != "EqualityContract"))
        {
            Plain(property.GetValue(read)).ShouldBeEquivalentTo(Plain(property.GetValue(SampleOf(name))), property.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_header_is_canonical_json_and_names_no_person(string name)
    {
        var header = Encoding.UTF8.GetString(EventHeader.Write(Samples.Organization, SampleOf(name)));

        header.ShouldBe(Canonical(JsonNode.Parse(header)!));
        header.ShouldNotContain("203.0.113.7");
        header.ShouldNotContain("curl");
        header.ShouldNotContain("REDACTED");
        header.ShouldNotContain("Jane");
    }

    [Fact]
    public void Every_event_record_has_a_name_and_every_name_its_version()
    {
        var records = typeof(JobEvent)
            .Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(AuditEvent)) && !type.IsAbstract)
            .ToList();

        records.ShouldNotBeEmpty();
        EventTypes.All.Select(type => type.Record).ShouldBe(records, ignoreOrder: true);
        EventTypes.All.ShouldAllBe(type => System.Text.RegularExpressions.Regex.IsMatch(type.Name, "^[a-z-]+\\.v[1-9]$"));
    }

    [Theory]
    [InlineData("jane@example.org")]
    [InlineData("Jane Doe")]
    [InlineData("")]
    [InlineData("line\nbreak")]
    [InlineData("é")]
    public void An_actor_or_target_that_is_not_opaque_never_reaches_the_clear_header(string id)
    {
        var sample = SampleOf("kill-switch-changed.v1");

        Should.Throw<ArgumentException>(() =>
            EventHeader.Write(Samples.Organization, sample with { Actor = sample.Actor with { Id = id } })
        );
        Should.Throw<ArgumentException>(() =>
            EventHeader.Write(Samples.Organization, sample with { Target = new AuditTarget("user", id) })
        );
        Should.Throw<ArgumentException>(() => EventHeader.Write(Samples.Organization, sample with { TraceId = id }));
    }

    [Fact]
    public void A_header_of_another_organization_is_refused()
    {
        var sample = SampleOf("kill-switch-changed.v1");
        var header = EventHeader.Write(Samples.Organization, sample);

        Should.Throw<UnreadableEventException>(() =>
            EventHeader.ApplyTo(sample, new OrganizationId(Guid.Empty), EventHeader.Parse(header))
        );
    }

    [Fact]
    public void An_unknown_type_or_a_broken_body_is_refused_without_quoting_it()
    {
        Should.Throw<UnreadableEventException>(() => EventTypes.Named("job-masked.v9"));

        var broken = Should.Throw<UnreadableEventException>(() => EventBody.Read(EventTypes.Named("job-masked.v1"), "{\"job\":\"Jane\""u8));

        broken.ToString().ShouldNotContain("Jane");
    }

    [Fact]
    public void Printing_an_event_shows_no_text()
    {
        foreach (var sample in Samples.All)
        {
            sample.ToString().ShouldNotContain("REDACTED");
            sample.ToString().ShouldNotContain("203.0.113.7");
        }
    }

    /// <summary>Lists compare by what they hold.</summary>
    private static object? Plain(object? value) =>
        value is System.Collections.IEnumerable list and not string ? list.Cast<object>().ToArray() : value;

    private static AuditEvent SampleOf(string name) => Samples.All.Single(sample => EventTypes.Of(sample).Name == name);

    private static string Join(byte[] header, byte[] body) => $"{Encoding.UTF8.GetString(header)}\n{Encoding.UTF8.GetString(body)}\n";

    private static string Golden(string name, string? written)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Events", "Golden", $"{name}.txt");
        if (!File.Exists(path) && written is not null && Environment.GetEnvironmentVariable("RAUM_NEW_GOLDEN") is { } folder)
        {
            File.WriteAllText(Path.Combine(folder, $"{name}.txt"), written);
            return written;
        }

        return File.ReadAllText(path);
    }

    /// <summary>RFC 8785 for what headers hold (ASCII strings without escapes, integers), written without the code under test.</summary>
    private static string Canonical(JsonNode node) =>
        node switch
        {
            JsonObject map => "{"
                + string.Join(
                    ',',
                    map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"\"{pair.Key}\":{Canonical(pair.Value!)}")
                )
                + "}",
            JsonValue value when value.GetValueKind() == JsonValueKind.String => $"\"{value.GetValue<string>()}\"",
            _ => node.ToJsonString(),
        };
}
