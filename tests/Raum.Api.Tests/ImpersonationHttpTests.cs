using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Raum.Api.OpenApi;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Authentication;
using Raum.People.Access;
using Raum.People.Sessions;
using Raum.Testing;

namespace Raum.Api.Tests;

/// <summary>ORG-7 over HTTP: the banner, the way back, and what is barred on every route.</summary>
public sealed class ImpersonationHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Reason = "She does not see the draft of ticket 35436.";
    private const string Own = SessionCookie.OwnName;
    private const string Main = SessionCookie.Name;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_shows_who_acts_works_as_the_member_and_goes_back()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(api.Host, tenant.Id, Token);
        var admin = await crew.SignInAsync(Role.Admin, Token);
        using var before = api.Host.Browser(admin.Token);

        var cookies = await BeginAsync(before, crew[Role.Agent]);
        using var acting = Browser(cookies);
        var session = JsonNode.Parse(await acting.GetStringAsync("/v1/session", Token))!;
        using var work = await acting.PostAsJsonAsync("/v1/redact", new { text = "Jane Doe" }, Token);
        using var members = await acting.GetAsync("/v1/members", Token);
        using var back = await acting.PostAsync("/v1/session/return", null, Token);
        var restored = Cookies(back);
        using var after = Browser(restored);
        var own = JsonNode.Parse(await after.GetStringAsync("/v1/session", Token))!;
        using var ended = await acting.GetAsync("/v1/session", Token);
        using var replaced = await before.GetAsync("/v1/session", Token);

        ((string?)session["user"]).ShouldBe(crew[Role.Agent].ToString());
        ((string?)session["role"]).ShouldBe("agent");
        ((string?)session["impersonation"]!["by"]).ShouldBe(crew[Role.Admin].ToString());
        work.StatusCode.ShouldBe(HttpStatusCode.OK);
        await members.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        ((string?)own["id"]).ShouldBe(admin.Identity.Id.ToString());
        own["impersonation"].ShouldBeNull();
        restored[Own].ShouldBeEmpty();
        ended.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        replaced.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "the own session has another secret from then on");

        var both = AuditActor.User(crew[Role.Agent]) with { Impersonator = crew[Role.Admin].ToString() };
        await Eventually.TrueAsync(async () =>
            (await EventsAsync(tenant.Id)).OfType<RequestServed>().Any(served => served.Route == "/v1/redact" && served.Actor == both)
        );
        (await EventsAsync(tenant.Id)).OfType<SessionEnded>().ShouldContain(end => end.Actor == both);
    }

    [Fact]
    public async Task Every_route_is_barred_that_the_table_bars()
    {
        // One person walks all routes, faster than the limits let one person be.
        await using var host = await ApiHost.StartAsync(
            api.Redis,
            api.Postgres,
            ("Http:RequestsPerSecondPerKey", "10000"),
            ("Http:RequestsPerSecondPerOrganization", "10000"),
            ("Http:RequestsPerSecondPerSource", "10000")
        );
        var crew = await Crew.HireAsync(host, (await host.AddTenantAsync(Token)).Id, Token);
        var wrong = new List<string>();
        var walked = 0;
        foreach (var (method, endpoint) in Guarded(host))
        {
            using var owner = await crew.BrowserAsync(Role.Owner, Token);
            using var acting = Browser(host, await BeginAsync(owner, crew[Role.Admin]));
            var permission = endpoint.Metadata.GetMetadata<RequiredPermission>()!.Permission;
            var allowed = PermissionMatrix.Of(Role.Admin).Contains(permission) && PermissionMatrix.WhileImpersonating.Contains(permission);
            using var response = await SendAsync(acting, method, endpoint);
            walked++;
            if (response.StatusCode == HttpStatusCode.Forbidden == allowed || response.StatusCode == HttpStatusCode.Unauthorized)
            {
                wrong.Add($"{method} {endpoint.RoutePattern.RawText}: {(int)response.StatusCode}, allowed is {allowed}");
            }
        }

        walked.ShouldBeGreaterThan(30);
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stolen_secret_of_either_session_does_not_become_the_other_one()
    {
        var crew = await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token);
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        var cookies = await BeginAsync(admin, crew[Role.Agent]);
        using var main = api.Host.Browser(cookies[Main]);
        using var swapped = Browser(new() { [Own] = cookies[Main] });
        using var aside = Browser(new() { [Own] = cookies[Own] });
        using var elsewhere = Browser(cookies);
        elsewhere.DefaultRequestHeaders.Remove("Origin");
        elsewhere.DefaultRequestHeaders.Add("Origin", "https://evil.example");

        using var back = await main.PostAsync("/v1/session/return", null, Token);
        using var disguised = await swapped.PostAsync("/v1/session/return", null, Token);
        using var signsIn = await aside.GetAsync("/v1/session", Token);
        using var forged = await elsewhere.PostAsync("/v1/session/return", null, Token);

        await back.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await disguised.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        signsIn.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        forged.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_way_back_is_open_when_the_time_is_over()
    {
        var crew = await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token);
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        var cookies = await BeginAsync(admin, crew[Role.Agent]);
        using var acting = Browser(cookies);

        using var ended = await acting.DeleteAsync("/v1/session", Token);
        using var over = await acting.GetAsync("/v1/session", Token);
        using var left = Browser(new() { [Own] = cookies[Own] });
        using var back = await left.PostAsync("/v1/session/return", null, Token);

        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        over.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "it is not silently the admin's own session");
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_signs_in_as_somebody_else_leaves_neither_session_behind()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(api.Host, tenant.Id, Token);
        var admin = await crew.SignInAsync(Role.Admin, Token);
        using var browser = api.Host.Browser(admin.Token);
        var cookies = await BeginAsync(browser, crew[Role.Agent]);
        var email = await SessionTests.JoinAsync(api.Host, tenant.Id);
        using var acting = Browser(cookies);

        using var signedIn = await acting.PostAsJsonAsync("/v1/session/password", new { email, password = SessionTests.Password }, Token);

        signedIn.StatusCode.ShouldBe(HttpStatusCode.OK);
        Cookies(signedIn)[Own].ShouldBeEmpty();
        var sessions = api.Host.Get<SessionStore>();
        (await sessions.AuthenticateAsync(cookies[Main], Token)).Succeeded.ShouldBeFalse();
        (await sessions.AuthenticateAsync(admin.Token, Token)).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task It_begins_with_a_reason_a_recent_proof_and_in_a_browser_only()
    {
        var crew = await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token);
        var session = await crew.SignInAsync(Role.Admin, Token);
        using var admin = api.Host.Browser(session.Token);
        using var tokens = await admin.PostAsync("/v1/session/tokens", null, Token);
        using var bearer = api.Host.Client((string)JsonNode.Parse(await tokens.Content.ReadAsStringAsync(Token))!["accessToken"]!);
        var user = crew[Role.Agent].Value;

        foreach (
            var body in (object[])
                [
                    new { user },
                    new { user, reason = "  because " },
                    new { user, reason = new string('x', 501) },
                    new
                    {
                        user,
                        reason = Reason,
                        minutes = 61,
                    },
                ]
        )
        {
            using var invalid = await admin.PostAsJsonAsync("/v1/impersonation", body, Token);
            invalid.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        using var program = await bearer.PostAsJsonAsync("/v1/impersonation", new { user, reason = Reason }, Token);
        using var above = await admin.PostAsJsonAsync("/v1/impersonation", new { user = crew[Role.Owner].Value, reason = Reason }, Token);
        await api.Host.AgeConfirmationAsync(session.Identity.Id, Token);
        using var late = await admin.PostAsJsonAsync("/v1/impersonation", new { user, reason = Reason }, Token);

        await program.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await above.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await late.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "confirmation-required");
    }

    [Fact]
    public async Task The_member_sees_it_among_the_sessions_and_ends_it()
    {
        var crew = await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token);
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var jane = await crew.BrowserAsync(Role.Agent, Token);
        using var acting = Browser(await BeginAsync(admin, crew[Role.Agent]));

        var seen = JsonNode.Parse(await jane.GetStringAsync("/v1/sessions", Token))!["sessions"]!
            .AsArray()
            .Single(session => session!["impersonation"] is not null)!;
        using var ended = await jane.DeleteAsync($"/v1/sessions/{seen["id"]}", Token);
        using var after = await acting.GetAsync("/v1/session", Token);

        ((string?)seen["impersonation"]!["by"]).ShouldBe(crew[Role.Admin].ToString());
        ((string?)seen["impersonation"]!["reason"]).ShouldBe(Reason);
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<Dictionary<string, string>> BeginAsync(HttpClient admin, UserId user)
    {
        using var begun = await admin.PostAsJsonAsync("/v1/impersonation", new { user = user.Value, reason = Reason }, Token);
        begun.StatusCode.ShouldBe(HttpStatusCode.OK);
        return Cookies(begun);
    }

    private static Dictionary<string, string> Cookies(HttpResponseMessage response) =>
        response
            .Headers.GetValues("Set-Cookie")
            .Select(cookie => cookie.Split(';')[0].Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);

    private HttpClient Browser(Dictionary<string, string> cookies) => Browser(api.Host, cookies);

    private static HttpClient Browser(ApiHost host, Dictionary<string, string> cookies)
    {
        var browser = host.Browser();
        browser.DefaultRequestHeaders.Add(
            "Cookie",
            string.Join("; ", cookies.Where(cookie => cookie.Value.Length > 0).Select(cookie => $"{cookie.Key}={cookie.Value}"))
        );
        return browser;
    }

    private static IEnumerable<(string Method, RouteEndpoint Endpoint)> Guarded(ApiHost host) =>
        from endpoint in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<RequiredPermission>() is not null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (method, endpoint);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, RouteEndpoint endpoint)
    {
        var path = string.Join(
            '/',
            endpoint.RoutePattern.RawText!.Split('/').Select(part => part.StartsWith('{') ? "01980000-0000-7000-8000-000000000001" : part)
        );
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (Examples.Requests.TryGetValue(endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "", out var body))
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    private async Task<List<AuditEvent>> EventsAsync(OrganizationId organization)
    {
        var events = new List<AuditEvent>();
        await foreach (var recorded in api.Host.Get<IAuditLog>().ReadAsync(organization, 0, Token))
        {
            events.Add(recorded.Event);
        }

        return events;
    }
}
