using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;

namespace Raum.Api.Tests;

/// <summary>ORG-4 over HTTP: cookies, other sites, dangerous actions.</summary>
public sealed class SessionTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    internal const string Password = "a long sentence that only Jane knows";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invited_person_joins_signs_in_and_out()
    {
        var email = await JoinAsync();
        using var browser = api.Host.Browser();

        using var signedIn = await browser.PostAsJsonAsync("/v1/session/password", new { email, password = Password }, Token);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        using var member = api.Host.Browser(Value(cookie));
        var session = JsonNode.Parse(await member.GetStringAsync("/v1/session", Token))!;
        using var signedOut = await member.DeleteAsync("/v1/session", Token);
        using var after = await member.GetAsync("/v1/session", Token);

        signedIn.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var part in (string[])["__Host-raum-session=", "path=/", "secure", "httponly", "samesite=strict"])
        {
            cookie.ShouldContain(part, Case.Insensitive);
        }

        cookie.ShouldNotContain("domain", Case.Insensitive);
        (await signedIn.Content.ReadAsStringAsync(Token)).ShouldNotContain(Value(cookie));
        ((string?)session["role"]).ShouldBe("agent");
        signedOut.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("__Host-raum-session=;");
        await after.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_refusal_tells_nobody_who_has_an_account()
    {
        var email = await JoinAsync();
        using var browser = api.Host.Browser();

        using var wrong = await browser.PostAsJsonAsync("/v1/session/password", new { email, password = "not the password" }, Token);
        using var unknown = await browser.PostAsJsonAsync("/v1/session/password", new { email = "x" + email, password = Password }, Token);
        using var link = await browser.PostAsJsonAsync("/v1/session/magic-link", new { email }, Token);
        using var noLink = await browser.PostAsJsonAsync("/v1/session/magic-link", new { email = "x" + email }, Token);

        (await Body(wrong)).ShouldBe(await Body(unknown));
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (link.StatusCode, noLink.StatusCode).ShouldBe((HttpStatusCode.Accepted, HttpStatusCode.Accepted));
        (await Body(link)).ShouldBe(await Body(noLink));
        link.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("__Host-raum-browser=");
        noLink.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("__Host-raum-browser=");
    }

    [Theory]
    [InlineData("https://evil.example", null)]
    [InlineData("null", null)]
    [InlineData("http://localhost:5001", null)]
    [InlineData("https://localhost", null)]
    [InlineData(null, "cross-site")]
    [InlineData(null, "same-site")]
    [InlineData(null, "none")]
    [InlineData(null, null)]
    public async Task Another_site_cannot_use_a_session(string? origin, string? fetchSite)
    {
        var crew = await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token);
        var session = await crew.SignInAsync(Role.Owner, Token);
        using var client = api.Host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/v1/session");
        request.Headers.Add("Cookie", $"__Host-raum-session={session.Token}");
        Add(request, "Origin", origin);
        Add(request, "Sec-Fetch-Site", fetchSite);

        using var response = await client.SendAsync(request, Token);
        using var own = api.Host.Browser(session.Token);
        using var still = await own.GetAsync("/v1/session", Token);

        await response.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        still.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_site_cannot_sign_a_browser_in()
    {
        var email = await JoinAsync();
        using var client = api.Host.Client();
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example");

        using var response = await client.PostAsJsonAsync("/v1/session/password", new { email, password = Password }, Token);

        await response.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Dangerous_actions_ask_for_a_recent_proof()
    {
        await using var host = await ApiHost.StartAsync(api.Redis, api.Postgres, ("People:ConfirmationStands", "00:01:00"));
        var crew = await Crew.HireAsync(host, (await host.AddTenantAsync(Token)).Id, Token);
        var session = await crew.SignInAsync(Role.Owner, Token);
        await host.AgeConfirmationAsync(session.Identity.Id, Token);
        using var client = host.Browser(session.Token);

        using var invited = await client.PostAsJsonAsync("/v1/invitations", new { email = "a@example.com", role = "agent" }, Token);
        using var removed = await client.DeleteAsync($"/v1/members/{crew[Role.Agent]}", Token);
        using var listed = await client.GetAsync("/v1/members", Token);

        await invited.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "confirmation-required");
        await removed.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "confirmation-required");
        listed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_admin_makes_no_owner()
    {
        var crew = await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token);
        using var admin = await crew.BrowserAsync(Role.Admin, Token);

        using var invited = await admin.PostAsJsonAsync("/v1/invitations", new { email = "a@example.com", role = "owner" }, Token);
        using var raised = await admin.PutAsJsonAsync($"/v1/members/{crew[Role.Admin]}/role", new { role = "owner" }, Token);
        using var removed = await admin.DeleteAsync($"/v1/members/{crew[Role.Owner]}", Token);

        await invited.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await raised.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await removed.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task An_admin_ends_all_sessions_of_a_member_who_can_sign_in_again()
    {
        var crew = await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token);
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var first = await crew.BrowserAsync(Role.Agent, Token);
        using var second = await crew.BrowserAsync(Role.Agent, Token);

        using var ended = await admin.DeleteAsync($"/v1/members/{crew[Role.Agent]}/sessions", Token);
        using var firstAfter = await first.GetAsync("/v1/session", Token);
        using var secondAfter = await second.GetAsync("/v1/session", Token);
        using var again = await crew.BrowserAsync(Role.Agent, Token);
        using var own = await admin.GetAsync("/v1/session", Token);

        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        (firstAfter.StatusCode, secondAfter.StatusCode).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        (await again.GetAsync("/v1/session", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<string> JoinAsync() => JoinAsync(api.Host, api.Ours.Id);

    /// <summary>Jane, an agent with an account of her own in this organization.</summary>
    internal static async Task<string> JoinAsync(ApiHost host, OrganizationId organization)
    {
        var email = $"jane.{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}@example.com";
        var invitation = await host.Administration<Invitations>()
            .CreateAsync(organization, EmailAddress.Read(new PersonalText(email))!, Role.Agent, AuditActor.System("tests"), Token);
        using var browser = host.Browser();
        using var joined = await browser.PostAsJsonAsync(
            "/v1/invitations/accept",
            new
            {
                token = invitation.Value.Token,
                password = Password,
                name = "Jane Doe",
            },
            Token
        );
        joined.StatusCode.ShouldBe(HttpStatusCode.OK);
        return email;
    }

    private static string Value(string cookie) => cookie.Split(';')[0].Split('=', 2)[1];

    /// <summary>Without what differs by design: the id of the request.</summary>
    private static async Task<string> Body(HttpResponseMessage response)
    {
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!.AsObject();
        body.Remove("correlationId");
        return body.ToJsonString();
    }

    private static void Add(HttpRequestMessage request, string header, string? value)
    {
        if (value is not null)
        {
            request.Headers.Add(header, value);
        }
    }
}
