using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.AuditStore.Export.Formats;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Proofs;

/// <summary>AUD-6: entries for other programs, headers only, checked by readers that are written for the test.</summary>
public sealed partial class EntryExportTests(PostgresServer postgres) : ProofFixture(postgres)
{
    [Theory]
    [InlineData(EntryFormat.Csv)]
    [InlineData(EntryFormat.Cef)]
    [InlineData(EntryFormat.Ocsf)]
    public async Task Every_entry_is_a_line_in_order_and_an_export_goes_on_where_one_was_broken_off(EntryFormat format)
    {
        await RecordAsync(Acme, 600);

        var (whole, size) = await ExportAsync(format, 0);
        var (rest, _) = await ExportAsync(format, 401);

        size.ShouldBe(600);
        var lines = Lines(whole);
        if (format == EntryFormat.Csv)
        {
            lines[0].ShouldStartWith("revision,id,at,");
            lines.RemoveAt(0);
        }

        lines.Select(line => Revision(format, line)).ShouldBe(Enumerable.Range(0, 600).Select(i => (long)i));
        Lines(rest).ShouldBe(lines[401..]);
        var open = await Process.GetRequiredService<AuditExporter>().OpenEntriesAsync(Acme, format, 601, Token);
        open.Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public async Task An_entry_that_was_taken_away_is_not_passed_over(int missing)
    {
        await RecordAsync(Acme, 6);
        await TamperAsync($"delete from audit.event where revision = {missing}");

        (await Should.ThrowAsync<AuditReadException>(() => ExportAsync(EntryFormat.Csv, 0))).Code.ShouldBe(FailureCode.Gone);
    }

    [Fact]
    public async Task No_content_and_no_address_leaves_in_any_form()
    {
        var secret = AnyEvent("the masked prompt of somebody") with
        {
            Origin = new AuditOrigin(new PersonalText("203.0.113.7"), new PersonalText("curl/8.5")),
        };
        await Log.AppendAsync(Acme, [secret], Token);
        await Projector.CatchUpAsync(Acme, Token);

        foreach (var format in Enum.GetValues<EntryFormat>())
        {
            var (file, _) = await ExportAsync(format, 0);
            file.ShouldContain(secret.Id.ToString("D"));
            file.ShouldNotContain("masked prompt");
            file.ShouldNotContain("203.0.113.7");
            file.ShouldNotContain("curl");
        }
    }

    [Fact]
    public async Task An_OCSF_line_has_every_required_field_of_API_Activity_in_its_type()
    {
        await RecordAsync(Acme, 1);
        await Log.AppendAsync(Acme, [Denied()], Token);
        await Projector.CatchUpAsync(Acme, Token);

        var (file, _) = await ExportAsync(EntryFormat.Ocsf, 0);

        foreach (var line in Lines(file))
        {
            using var parsed = JsonDocument.Parse(line);
            var entry = parsed.RootElement;
            entry.GetProperty("category_uid").GetInt32().ShouldBe(6);
            entry.GetProperty("class_uid").GetInt32().ShouldBe(6003);
            var activity = entry.GetProperty("activity_id").GetInt32();
            ((int[])[0, 1, 2, 3, 4, 99]).ShouldContain(activity);
            entry.GetProperty("type_uid").GetInt32().ShouldBe(600300 + activity);
            (activity != 99 || entry.GetProperty("activity_name").GetString()!.Length > 0).ShouldBeTrue();
            entry.GetProperty("severity_id").GetInt32().ShouldBeInRange(1, 6);
            entry.GetProperty("time").GetInt64().ShouldBeGreaterThan(1_700_000_000_000);
            entry.GetProperty("metadata").GetProperty("version").GetString().ShouldStartWith("1.");
            entry.GetProperty("metadata").GetProperty("product").GetProperty("name").GetString().ShouldBe("Raum");
            entry.GetProperty("metadata").GetProperty("product").GetProperty("vendor_name").GetString().ShouldBe("Raum");
            entry.GetProperty("actor").EnumerateObject().ShouldContain(part => part.Name == "user" || part.Name.StartsWith("app_"));
            entry.GetProperty("api").GetProperty("operation").GetString().ShouldNotBeNullOrEmpty();
            entry.GetProperty("src_endpoint").EnumerateObject().ShouldNotBeEmpty();
            entry.EnumerateObject().Select(field => field.Name).Except(KnownFields).ShouldBeEmpty();
        }

        using var denied = JsonDocument.Parse(Lines(file)[^1]);
        denied.RootElement.GetProperty("status_id").GetInt32().ShouldBe(2);
        denied.RootElement.GetProperty("severity_id").GetInt32().ShouldBe(3);
        denied.RootElement.GetProperty("unmapped").GetProperty("impersonator").GetString().ShouldBe("admin-1");
    }

    [Fact]
    public async Task A_CEF_line_has_seven_pipes_and_pairs()
    {
        await Log.AppendAsync(Acme, [Denied()], Token);
        await Projector.CatchUpAsync(Acme, Token);

        var line = Lines((await ExportAsync(EntryFormat.Cef, 0)).File).ShouldHaveSingleItem();

        var fields = UnescapedPipe().Split(line, 8);
        fields[..7].ShouldBe(["CEF:0", "Raum", "Audit", "1", "request-served.v1", "Request served", "7"]);
        var pairs = Pair().Matches(fields[7]).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        pairs["outcome"].ShouldBe("denied");
        pairs["suid"].ShouldBe("user-9");
        pairs["cs1"].ShouldBe(Acme.ToString());
        pairs["cn1"].ShouldBe("0");
        long.Parse(pairs["rt"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(1_700_000_000_000);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://evil\")", "\"'=HYPERLINK(\"\"http://evil\"\")\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData(" =1", "' =1")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\r\nb", "a\\nb")]
    [InlineData("2026-11-21", "2026-11-21")]
    public void A_field_of_CSV_is_no_formula_and_no_second_line(string text, string expected) => CsvFormat.Field(text).ShouldBe(expected);

    [Fact]
    public void Escapes_of_CEF_put_the_backslash_first()
    {
        CefFormat.Field("a|b\\c\nd").ShouldBe("a\\|b\\\\c d");
        CefFormat.Value("a=b|c\\d\ne\rf").ShouldBe("a\\=b|c\\\\d\\ne\\rf");
    }

    private static readonly string[] KnownFields =
    [
        "category_uid",
        "class_uid",
        "activity_id",
        "activity_name",
        "type_uid",
        "severity_id",
        "time",
        "status_id",
        "status",
        "status_code",
        "message",
        "metadata",
        "actor",
        "api",
        "src_endpoint",
        "http_request",
        "resources",
        "unmapped",
    ];

    private static RequestServed Denied() =>
        new()
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = TimeProvider.System.GetUtcNow(),
            Actor = new AuditActor(AuditActorKind.User, "user-9", Authenticated: true, "admin-1"),
            Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
            Target = new AuditTarget("job", "01939c2a-7000-7000-8000-0000000000b1"),
            Result = AuditResult.Denied,
            Failure = FailureCode.Forbidden,
            Method = "GET",
            Route = "/v1/jobs/{id}",
            Status = 403,
        };

    private async Task<(string File, long Size)> ExportAsync(EntryFormat format, long first)
    {
        var export = (await Process.GetRequiredService<AuditExporter>().OpenEntriesAsync(Acme, format, first, Token)).Value;
        using var output = new MemoryStream();
        await export.WriteAsync(output, Token);
        return (Encoding.UTF8.GetString(output.ToArray()), export.Size);
    }

    private static List<string> Lines(string file) =>
        [.. file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r'))];

    private static long Revision(EntryFormat format, string line)
    {
        if (format == EntryFormat.Ocsf)
        {
            using var entry = JsonDocument.Parse(line);
            return entry.RootElement.GetProperty("metadata").GetProperty("sequence").GetInt64();
        }

        return long.Parse(
            format == EntryFormat.Csv
                ? line.Split(',')[0]
                : Pair().Matches(line).Single(match => match.Groups[1].Value == "cn1").Groups[2].Value,
            System.Globalization.CultureInfo.InvariantCulture
        );
    }

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex UnescapedPipe();

    [GeneratedRegex(@"(?:^|\s|\|)(\w+)=((?:\\.|[^\\=])*?)(?=\s\w+=|$)")]
    private static partial Regex Pair();
}
