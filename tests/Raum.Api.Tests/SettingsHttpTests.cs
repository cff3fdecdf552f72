using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Raum.Api.OpenApi;
using Raum.AuditStore.Events;
using Raum.Core.Audit;
using Raum.Http.Authentication;
using Raum.Organizations.Settings;
using Raum.People.Access;

namespace Raum.Api.Tests;

/// <summary>Settings over HTTP: versions with who and when, nobody overwrites what they have not seen, every change on record.</summary>
public sealed class SettingsHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly JsonNode Example = JsonNode.Parse(Examples.Requests["ReplaceSettings"])!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_are_replaced_listed_compared_and_taken_back()
    {
        var (tenant, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var auditor = await crew.BrowserAsync(Role.Auditor, Token);

        using var first = await ReplaceAsync(admin, Example, "\"0\"");
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Headers.ETag!.Tag.ShouldBe("\"1\"");
        using var second = await ReplaceAsync(admin, With("unsupportedLanguage", "knownOnly"), "\"1\"");
        var shown = await auditor.GetFromJsonAsync<JsonElement>("/v1/settings", Token);
        shown.GetProperty("version").GetInt32().ShouldBe(2);
        JsonNode
            .DeepEquals(JsonNode.Parse(shown.GetProperty("settings").GetRawText()), With("unsupportedLanguage", "knownOnly"))
            .ShouldBeTrue();

        var versions = (await auditor.GetFromJsonAsync<JsonElement>("/v1/settings/versions", Token)).GetProperty("versions");
        versions.EnumerateArray().Select(version => version.GetProperty("version").GetInt32()).ShouldBe([2, 1]);
        versions[0].GetProperty("by").GetString().ShouldBe(crew[Role.Admin].ToString());
        var change = versions[0].GetProperty("changes").EnumerateArray().ShouldHaveSingleItem();
        (
            change.GetProperty("setting").GetString(),
            change.GetProperty("before").GetString(),
            change.GetProperty("after").GetString()
        ).ShouldBe(("unsupportedLanguage", "Refuse", "KnownOnly"));
        var diff = await auditor.GetFromJsonAsync<JsonElement>("/v1/settings/diff?from=0&to=2", Token);
        diff.GetProperty("changes")
            .EnumerateArray()
            .Select(one => one.GetProperty("setting").GetString())
            .ShouldBe(
                [
                    "unsupportedLanguage",
                    "allowedLinkHosts",
                    "allowedOrigins",
                    "allowedWords",
                    "visibleTypes",
                    "minimumScore",
                    "patterns",
                    "callbackUrl",
                    "callbackRegion",
                ],
                ignoreOrder: true
            );

        using var back = await SendAsync(admin, HttpMethod.Post, "/v1/settings/rollback", new { version = 1 }, "\"2\"");
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
        var now = await back.JsonAsync();
        (now.GetProperty("version").GetInt32(), now.GetProperty("settings").GetProperty("unsupportedLanguage").GetString()).ShouldBe(
            (3, "refuse")
        );
        (await api.Host.Get<SettingsStore>().GetAsync(tenant.Id, Token)).Value.Settings.AllowedWords.ShouldBe(["Acme Saw"]);
    }

    [Theory]
    [InlineData("https://crm.acme.example")]
    [InlineData("https://crm.acme.example/%7Eraum?a=%20b")]
    public async Task What_was_read_and_is_sent_back_changes_nothing(string callback)
    {
        var (_, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var first = await ReplaceAsync(admin, With("callbackUrl", callback), "\"0\"");
        first.StatusCode.ShouldBe(HttpStatusCode.OK);

        var read = await admin.GetFromJsonAsync<JsonElement>("/v1/settings", Token);
        using var again = await ReplaceAsync(admin, JsonNode.Parse(read.GetProperty("settings").GetRawText())!, "\"1\"");

        read.GetProperty("settings").GetProperty("callbackUrl").GetString().ShouldBe(callback);
        again.Headers.ETag!.Tag.ShouldBe("\"1\"");
    }

    [Fact]
    public async Task Nobody_overwrites_what_they_have_not_seen()
    {
        var (tenant, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var first = await ReplaceAsync(admin, Example, "\"0\"");

        foreach (var stale in (string[])["\"0\"", "\"7\"", "W/\"1\"", "\"x\"", "\"1\", \"2\"", "\"\"", "1"])
        {
            using var refused = await ReplaceAsync(admin, With("killSwitch", true), stale);
            await refused.ShouldBeProblemAsync(HttpStatusCode.PreconditionFailed, "precondition-failed");
            using var kept = await SendAsync(admin, HttpMethod.Post, "/v1/settings/rollback", new { version = 0 }, stale);
            await kept.ShouldBeProblemAsync(HttpStatusCode.PreconditionFailed, "precondition-failed");
        }

        foreach (var missing in (string?[])[null, "*"])
        {
            using var refused = await ReplaceAsync(admin, With("killSwitch", true), missing);
            await refused.ShouldBeProblemAsync((HttpStatusCode)428, "precondition-required");
        }

        // Of two who have seen the same version one is told so.
        var both = await Task.WhenAll(
            ReplaceAsync(admin, With("webhookTarget", "internalNote"), "\"1\""),
            ReplaceAsync(admin, With("webhookOperation", "summarize"), "\"1\"")
        );
        both.Select(one => (int)one.StatusCode).Order().ShouldBe([200, 412]);
        (await api.Host.Get<SettingsStore>().GetAsync(tenant.Id, Token)).Value.Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_asks_for_a_recent_proof_and_is_on_record_with_old_and_new_value()
    {
        var (tenant, crew) = await HireAsync();
        var session = await crew.SignInAsync(Role.Admin, Token);
        using var admin = api.Host.Browser(session.Token);
        using var changed = await ReplaceAsync(admin, With("killSwitch", true), "\"0\"");
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);

        await api.Host.AgeConfirmationAsync(session.Identity.Id, Token);
        using var late = await ReplaceAsync(admin, Example, "\"1\"");
        await late.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "confirmation-required");

        var events = await EventsAsync(tenant);
        events.OfType<KillSwitchChanged>().ShouldHaveSingleItem().Stopped.ShouldBeTrue();
        var words = events.OfType<SettingChanged>().Single(change => change.Setting == "allowedWords");
        (words.OldValue!.Reveal(), words.NewValue!.Reveal(), words.Actor.Id).ShouldBe(
            ("[]", "[\"Acme Saw\"]", crew[Role.Admin].ToString())
        );
    }

    [Theory]
    [InlineData("allowedLinkHosts", """["not a host"]""")]
    [InlineData("allowedOrigins", """["https://shop.example.com/path"]""")]
    [InlineData("allowedWords", """["a\u0000b"]""")]
    [InlineData("allowedWords", """[""]""")]
    [InlineData("visibleTypes", """["EVERYTHING"]""")]
    [InlineData("visibleTypes", """[null]""")]
    [InlineData("minimumScore", "2")]
    [InlineData("patterns", """[{"name":"contract","type":"ID","pattern":"(?<=AC-)[0-9]{6}"}]""")]
    [InlineData("patterns", """[{"name":"contract","type":"ID","pattern":"(a+"}]""")]
    [InlineData("callbackUrl", "\"http://crm.example.com/raum\"")]
    [InlineData("callbackUrl", "\"https://user:secret@crm.example.com\"")]
    [InlineData("callbackUrl", "\"raum\"")]
    [InlineData("callbackRegion", "\"moon\"")]
    public async Task What_is_wrong_is_named(string member, string value)
    {
        var (tenant, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        var body = Example.DeepClone();
        body[member] = JsonNode.Parse(value);

        using var refused = await ReplaceAsync(admin, body, "\"0\"");

        var problem = await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([$"$.{member}"]);
        (await api.Host.Get<SettingsStore>().GetAsync(tenant.Id, Token)).Value.Version.ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused()
    {
        var (_, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);

        var unknown = Example.DeepClone();
        unknown["killswitch"] = true;
        using var member = await ReplaceAsync(admin, unknown, "\"0\"");
        using var operation = await ReplaceAsync(admin, With("webhookOperation", "guess"), "\"0\"");
        using var half = await SendAsync(admin, HttpMethod.Put, "/v1/settings", new { killSwitch = true }, "\"0\"");
        using var diff = await admin.GetAsync("/v1/settings/diff?from=1", Token);
        using var nowhere = await admin.GetAsync("/v1/settings/diff?from=0&to=9", Token);
        using var none = await SendAsync(admin, HttpMethod.Post, "/v1/settings/rollback", new { version = 9 }, "\"0\"");
        using var negative = await SendAsync(admin, HttpMethod.Post, "/v1/settings/rollback", new { version = -1 }, "\"0\"");

        foreach (var refused in (HttpResponseMessage[])[member, operation, half, diff, negative])
        {
            await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        }

        await nowhere.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task One_organizations_settings_are_not_anothers()
    {
        var (_, ours) = await HireAsync();
        var (theirs, others) = await HireAsync();
        using var admin = await ours.BrowserAsync(Role.Admin, Token);
        using var changed = await ReplaceAsync(admin, With("killSwitch", true), "\"0\"");
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var other = await others.BrowserAsync(Role.Owner, Token);
        (await other.GetFromJsonAsync<JsonElement>("/v1/settings", Token)).GetProperty("version").GetInt32().ShouldBe(0);
        (await other.GetFromJsonAsync<JsonElement>("/v1/settings/versions", Token)).GetProperty("versions").GetArrayLength().ShouldBe(0);
        using var diff = await other.GetAsync("/v1/settings/diff?from=0&to=1", Token);
        await diff.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        (await api.Host.Get<SettingsStore>().GetAsync(theirs.Id, Token)).Value.Settings.KillSwitch.ShouldBeFalse();
    }

    private async Task<(Tenant Tenant, Crew Crew)> HireAsync()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        return (tenant, await Crew.HireAsync(api.Host, tenant.Id, Token));
    }

    private static JsonNode With(string member, JsonNode value)
    {
        var body = Example.DeepClone();
        body[member] = value;
        return body;
    }

    private static Task<HttpResponseMessage> ReplaceAsync(HttpClient client, JsonNode body, string? seen) =>
        SendAsync(client, HttpMethod.Put, "/v1/settings", body, seen);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, object body, string? seen)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (seen is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", seen);
        }

        return await client.SendAsync(request, Token);
    }

    private async Task<List<AuditEvent>> EventsAsync(Tenant tenant)
    {
        var events = new List<AuditEvent>();
        await foreach (var recorded in api.Host.Get<IAuditLog>().ReadAsync(tenant.Id, 0, Token))
        {
            events.Add(recorded.Event);
        }

        return events;
    }
}
