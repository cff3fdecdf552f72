using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Raum.AuditStore.Events;
using Raum.AuditStore.Sinks;
using Raum.Core.Audit;
using Raum.Http.Authentication;
using Raum.Organizations.Approvals;
using Raum.People.Access;

namespace Raum.Api.Tests;

/// <summary>AUD-4, AUD-6, AUD-7 over HTTP: sinks, alert rules, retention and legal holds, own organization only, all on record.</summary>
public sealed class AuditSettingsHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Secret = "a secret of the receiver, 32 characters or more";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sink_is_added_without_being_shown_again_approved_and_removed()
    {
        var (tenant, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);

        using var added = await AddAsync(admin, "https://siem.example.com/raum");
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await added.JsonAsync()).GetProperty("id").GetGuid();
        added.Headers.Location!.ToString().ShouldBe($"/v1/audit/sinks/{id}");
        var text = await admin.GetStringAsync("/v1/audit/sinks", Token);
        text.ShouldNotContain("siem.example.com");
        text.ShouldNotContain(Secret);
        var sink = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("sinks").EnumerateArray().ShouldHaveSingleItem();
        (sink.GetProperty("kind").GetString(), sink.GetProperty("region").GetString(), sink.GetProperty("content").GetBoolean()).ShouldBe(
            ("cloudEvents", "eu", false)
        );
        sink.TryGetProperty("approvedAt", out _).ShouldBeFalse();

        var words = ApprovalText.Of(ApprovedUse.AuditSink);
        using var approved = await admin.PostAsJsonAsync(
            "/v1/approvals",
            new
            {
                use = "auditSink",
                subject = id.ToString("D"),
                textVersion = words.Version,
                text = words.Text,
            },
            Token
        );
        approved.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SinkAsync(admin)).TryGetProperty("approvedAt", out _).ShouldBeTrue();
        using var revived = await admin.PostAsync($"/v1/audit/sinks/{id}/revive", null, Token);
        revived.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var removed = await admin.DeleteAsync($"/v1/audit/sinks/{id}", Token);
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var again = await admin.DeleteAsync($"/v1/audit/sinks/{id}", Token);
        await again.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");

        (await EventsAsync<SinkChanged>(tenant))
            .Select(change => (change.Change, change.Actor.Id))
            .ShouldBe(
                new[] { SinkChange.Added, SinkChange.Approved, SinkChange.Revived, SinkChange.Removed }.Select(change =>
                    (change, crew[Role.Admin].ToString())
                )
            );
    }

    [Theory]
    [InlineData("cloudEvents", "eu", "http:/nowhere", Secret, null)]
    [InlineData("cloudEvents", "eu", "https://siem.example.com", "short", "$.secret")]
    [InlineData("cloudEvents", "eu", "https://siem.example.com", null, null)]
    [InlineData("cloudEvents", "moon", "https://siem.example.com", Secret, "$.region")]
    [InlineData("alertMail", "eu", "nobody", null, null)]
    [InlineData("carrierPigeon", "eu", "https://siem.example.com", Secret, null)]
    public async Task A_sink_that_does_not_fit_is_refused(string kind, string region, string address, string? secret, string? error)
    {
        var (tenant, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);

        using var refused = await admin.PostAsJsonAsync(
            "/v1/audit/sinks",
            new
            {
                kind,
                region,
                address,
                secret,
            },
            Token
        );

        var problem = await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        if (error is not null)
        {
            problem.GetProperty("errors").EnumerateObject().Select(one => one.Name).ShouldBe([error]);
        }

        problem.GetRawText().ShouldNotContain("siem.example.com");
        (await EventsAsync<SinkChanged>(tenant)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rule_is_set_and_muted_by_who_has_seen_it()
    {
        var (tenant, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        var rule = await RuleAsync(admin);
        (rule.GetProperty("threshold").GetInt32(), rule.GetProperty("usual").GetInt32()).ShouldBe((10, 10));
        var seen = $"\"{rule.GetProperty("version").GetString()}\"";
        var until = TimeProvider.System.GetUtcNow().AddHours(1);

        using var set = await PutAsync(admin, "/v1/alert-rules/failed-sign-ins", new { threshold = 3, mutedUntil = until }, seen);
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stale = await PutAsync(admin, "/v1/alert-rules/failed-sign-ins", new { threshold = 4 }, seen);
        await stale.ShouldBeProblemAsync(HttpStatusCode.PreconditionFailed, "precondition-failed");
        using var missing = await PutAsync(admin, "/v1/alert-rules/failed-sign-ins", new { threshold = 4 }, null);
        await missing.ShouldBeProblemAsync((HttpStatusCode)428, "precondition-required");
        using var next = await PutAsync(admin, "/v1/alert-rules/failed-sign-ins", new { threshold = 4 }, set.Headers.ETag!.Tag);
        next.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await RuleAsync(admin)).GetProperty("threshold").GetInt32().ShouldBe(4);
        var changes = await EventsAsync<SettingChanged>(tenant);
        changes.Select(change => change.Setting).Distinct().ShouldBe(["alert-failed-sign-ins"]);
        changes[0].OldValue!.Reveal().ShouldBe("""{"threshold":10,"mutedUntil":null}""");
        changes[1].OldValue!.Reveal().ShouldBe(changes[0].NewValue!.Reveal());
        changes[1].NewValue!.Reveal().ShouldBe("""{"threshold":4,"mutedUntil":null}""");
    }

    [Fact]
    public async Task Rules_and_days_that_cannot_be_are_refused()
    {
        var (tenant, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var unknown = await PutAsync(admin, "/v1/alert-rules/full-moon", new { threshold = 3 }, "\"10-0\"");
        await unknown.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        using var past = await PutAsync(
            admin,
            "/v1/alert-rules/dead-letters",
            new { threshold = 3, mutedUntil = "2020-01-01T00:00:00Z" },
            "\"5-0\""
        );
        using var zero = await PutAsync(admin, "/v1/alert-rules/dead-letters", new { threshold = 0 }, "\"5-0\"");
        using var never = await PutAsync(admin, "/v1/retention/admin", new { days = 0 }, "\"0\"");
        using var longer = await PutAsync(admin, "/v1/retention/admin", new { days = 3651 }, "\"0\"");
        foreach (var (refused, member) in new[] { (past, "$.mutedUntil"), (zero, "$.threshold"), (never, "$.days"), (longer, "$.days") })
        {
            var problem = await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([member]);
        }

        using var letters = await PutAsync(admin, "/v1/retention/letters", new { days = 30 }, "\"0\"");
        await letters.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        (await EventsAsync<SettingChanged>(tenant)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Retention_and_holds_are_set_by_class_seen_and_on_record()
    {
        var (tenant, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Owner, Token);
        var before = await RetentionAsync(admin);
        before.GetProperty("classes").EnumerateArray().ShouldAllBe(one => one.GetProperty("days").GetInt32() == 90);

        using var set = await PutAsync(admin, "/v1/retention/dataAccess", new { days = 30 }, "\"0\"");
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stale = await PutAsync(admin, "/v1/retention/dataAccess", new { days = 1 }, "\"0\"");
        await stale.ShouldBeProblemAsync(HttpStatusCode.PreconditionFailed, "precondition-failed");
        using var missing = await PutAsync(admin, "/v1/retention/dataAccess", new { days = 1 }, null);
        await missing.ShouldBeProblemAsync((HttpStatusCode)428, "precondition-required");
        using var placed = await admin.PostAsync("/v1/legal-holds", null, Token);
        placed.StatusCode.ShouldBe(HttpStatusCode.Created);
        var hold = (await placed.JsonAsync()).GetProperty("id").GetGuid();

        var now = await RetentionAsync(admin);
        now.GetProperty("classes")
            .EnumerateArray()
            .Single(one => one.GetProperty("class").GetString() == "dataAccess")
            .GetProperty("days")
            .GetInt32()
            .ShouldBe(30);
        now.GetProperty("holds").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetGuid().ShouldBe(hold);
        using var lifted = await admin.DeleteAsync($"/v1/legal-holds/{hold}", Token);
        lifted.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var twice = await admin.DeleteAsync($"/v1/legal-holds/{hold}", Token);
        await twice.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");

        (await EventsAsync<SettingChanged>(tenant))
            .Select(change => (change.Setting, change.OldValue?.Reveal(), change.NewValue?.Reveal(), change.Actor.Id))
            .ShouldBe(
                new (string, string?, string?)[]
                {
                    ("audit-retention-DataAccess", "90", "30"),
                    ("audit-hold", null, $"\"{hold:D}\""),
                    ("audit-hold", $"\"{hold:D}\"", null),
                }.Select(change => (change.Item1, change.Item2, change.Item3, crew[Role.Owner].ToString()))
            );
    }

    [Fact]
    public async Task Another_organizations_sinks_rules_days_and_holds_stay_as_they_are()
    {
        var (_, ours) = await HireAsync();
        var (_, others) = await HireAsync();
        using var admin = await ours.BrowserAsync(Role.Owner, Token);
        using var other = await others.BrowserAsync(Role.Owner, Token);
        using var added = await AddAsync(other, "https://siem.example.com/raum");
        var sink = (await added.JsonAsync()).GetProperty("id").GetGuid();
        using var placed = await other.PostAsync("/v1/legal-holds", null, Token);
        var hold = (await placed.JsonAsync()).GetProperty("id").GetGuid();

        using var set = await PutAsync(admin, "/v1/alert-rules/failed-sign-ins", new { threshold = 3 }, "\"10-0\"");
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var days = await PutAsync(admin, "/v1/retention/dataAccess", new { days = 30 }, "\"0\"");
        days.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var removed = await admin.DeleteAsync($"/v1/audit/sinks/{sink}", Token);
        await removed.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        using var revived = await admin.PostAsync($"/v1/audit/sinks/{sink}/revive", null, Token);
        await revived.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        using var lifted = await admin.DeleteAsync($"/v1/legal-holds/{hold}", Token);
        await lifted.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");

        (await SinkAsync(other)).GetProperty("id").GetGuid().ShouldBe(sink);
        (await RuleAsync(other)).GetProperty("threshold").GetInt32().ShouldBe(10);
        var retention = await RetentionAsync(other);
        retention.GetProperty("holds").GetArrayLength().ShouldBe(1);
        retention.GetProperty("classes").EnumerateArray().ShouldAllBe(one => one.GetProperty("days").GetInt32() == 90);
        (await admin.GetStringAsync("/v1/audit/sinks", Token)).ShouldNotContain(sink.ToString("D"));
    }

    [Fact]
    public async Task Every_change_asks_for_a_recent_proof()
    {
        var (_, crew) = await HireAsync();
        var session = await crew.SignInAsync(Role.Owner, Token);
        using var admin = api.Host.Browser(session.Token);
        using var added = await AddAsync(admin, "https://siem.example.com/raum");
        var sink = (await added.JsonAsync()).GetProperty("id").GetGuid();
        using var placed = await admin.PostAsync("/v1/legal-holds", null, Token);
        var hold = (await placed.JsonAsync()).GetProperty("id").GetGuid();
        await api.Host.AgeConfirmationAsync(session.Identity.Id, Token);

        foreach (
            var refused in await Task.WhenAll(
                AddAsync(admin, "https://siem.example.com/raum"),
                admin.DeleteAsync($"/v1/audit/sinks/{sink}", Token),
                admin.PostAsync($"/v1/audit/sinks/{sink}/revive", null, Token),
                PutAsync(admin, "/v1/alert-rules/failed-sign-ins", new { threshold = 3 }, "\"10-0\""),
                PutAsync(admin, "/v1/retention/dataAccess", new { days = 1 }, "\"0\""),
                admin.PostAsync("/v1/legal-holds", null, Token),
                admin.DeleteAsync($"/v1/legal-holds/{hold}", Token)
            )
        )
        {
            await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "confirmation-required");
        }
    }

    private async Task<(Tenant Tenant, Crew Crew)> HireAsync()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        return (tenant, await Crew.HireAsync(api.Host, tenant.Id, Token));
    }

    private static Task<HttpResponseMessage> AddAsync(HttpClient client, string address) =>
        client.PostAsJsonAsync(
            "/v1/audit/sinks",
            new
            {
                kind = "cloudEvents",
                region = "eu",
                address,
                secret = Secret,
            },
            Token
        );

    private static async Task<JsonElement> SinkAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/v1/audit/sinks", Token)).GetProperty("sinks").EnumerateArray().ShouldHaveSingleItem();

    private static async Task<JsonElement> RuleAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/v1/alert-rules", Token))
            .GetProperty("rules")
            .EnumerateArray()
            .Single(rule => rule.GetProperty("rule").GetString() == "failed-sign-ins");

    private static async Task<JsonElement> RetentionAsync(HttpClient client) =>
        await client.GetFromJsonAsync<JsonElement>("/v1/retention", Token);

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string path, object body, string? seen)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        if (seen is not null)
        {
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(seen));
        }

        return await client.SendAsync(request, Token);
    }

    private async Task<List<T>> EventsAsync<T>(Tenant tenant)
        where T : AuditEvent
    {
        var events = new List<T>();
        await foreach (var recorded in api.Host.Get<IAuditLog>().ReadAsync(tenant.Id, 0, Token))
        {
            if (recorded.Event is T found)
            {
                events.Add(found);
            }
        }

        return events;
    }
}
