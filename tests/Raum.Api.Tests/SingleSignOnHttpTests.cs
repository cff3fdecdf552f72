using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Raum.Core.Audit;
using Raum.People.Access;
using Raum.People.SingleSignOn;
using Raum.Testing.Oidc;

namespace Raum.Api.Tests;

/// <summary>ORG-5 over HTTP: an admin sets the provider, somebody signs in with it.</summary>
public sealed class SingleSignOnHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_admin_sets_the_provider_and_its_people_sign_in()
    {
        await using var host = await StartAsync();
        await using var provider = await ProviderAsync();
        var tenant = await host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(host, tenant.Id, Token);
        (
            await host.Administration<VerifiedDomains>().AddAsync(tenant.Id, "acme.example", AuditActor.System("tests"), Token)
        ).Succeeded.ShouldBeTrue();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);

        using var none = await admin.GetAsync("/v1/single-sign-on", Token);
        using var set = await admin.PutAsJsonAsync("/v1/single-sign-on", Settings(provider.Issuer), Token);
        var shown = await admin.GetStringAsync("/v1/single-sign-on", Token);
        using var finished = await SignInAsync(host, provider, new { email = "jane@acme.example" });
        var cookie = finished
            .Headers.GetValues("Set-Cookie")
            .Single(value => value.StartsWith("__Host-raum-session", StringComparison.Ordinal));
        using var jane = host.Browser(cookie.Split(';')[0].Split('=', 2)[1]);
        var session = JsonNode.Parse(await jane.GetStringAsync("/v1/session", Token))!;

        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        shown.ShouldContain("acme.example");
        shown.ShouldNotContain("provider's secret");
        ((string?)session["role"]).ShouldBe("agent");
        ((string?)session["organization"]).ShouldBe(tenant.Id.ToString());
    }

    [Fact]
    public async Task A_session_that_a_provider_vouched_for_changes_no_way_in_to_the_account()
    {
        await using var host = await StartAsync();
        await using var provider = await ProviderAsync();
        var tenant = await host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(host, tenant.Id, Token);
        await host.Administration<VerifiedDomains>().AddAsync(tenant.Id, "acme.example", AuditActor.System("tests"), Token);
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var set = await admin.PutAsJsonAsync("/v1/single-sign-on", Settings(provider.Issuer), Token);
        using var finished = await SignInAsync(host, provider, new { organization = tenant.Id.Value });
        var cookie = finished
            .Headers.GetValues("Set-Cookie")
            .Single(value => value.StartsWith("__Host-raum-session", StringComparison.Ordinal));
        using var jane = host.Browser(cookie.Split(';')[0].Split('=', 2)[1]);

        using var password = await jane.PostAsJsonAsync(
            "/v1/account/password",
            new { password = "a sentence that her company chose" },
            Token
        );
        using var totp = await jane.PostAsync("/v1/account/totp", null, Token);
        using var passkey = await jane.PostAsync("/v1/account/passkeys/options", null, Token);
        using var own = await admin.PostAsync("/v1/account/totp", null, Token);

        await password.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await totp.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await passkey.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_provider_inside_of_the_operators_network_is_refused()
    {
        var crew = await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token);
        using var admin = await crew.BrowserAsync(Role.Admin, Token);

        using var loopback = await admin.PutAsJsonAsync("/v1/single-sign-on", Settings("http://127.0.0.1:8080"), Token);
        using var metadata = await admin.PutAsJsonAsync("/v1/single-sign-on", Settings("https://169.254.169.254"), Token);

        await loopback.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        await metadata.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    private Task<ApiHost> StartAsync() => ApiHost.StartAsync(api.Redis, api.Postgres, ("OutboundHttp:AllowedNetworks:0", "127.0.0.0/8"));

    private static async Task<HostileProvider> ProviderAsync()
    {
        var provider = await HostileProvider.StartAsync(TimeProvider.System, Token);
        provider.Person = new JsonObject
        {
            ["sub"] = "jane",
            ["email"] = "jane@acme.example",
            ["email_verified"] = true,
        };
        return provider;
    }

    private static object Settings(string issuer) =>
        new
        {
            issuer,
            clientId = "raum",
            role = "agent",
            clientSecret = "the provider's secret",
        };

    private static async Task<HttpResponseMessage> SignInAsync(ApiHost host, HostileProvider provider, object who)
    {
        using var browser = host.Browser();
        using var begun = await browser.PostAsJsonAsync("/v1/session/single-sign-on", who, Token);
        begun.StatusCode.ShouldBe(HttpStatusCode.OK);
        var url = (string)JsonNode.Parse(await begun.Content.ReadAsStringAsync(Token))!["url"]!;
        var (state, code) = provider.SignIn(new Uri(url));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/session/single-sign-on/finish")
        {
            Content = JsonContent.Create(new { state, code }),
        };
        request.Headers.Add("Cookie", begun.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        var finished = await browser.SendAsync(request, Token);
        finished.StatusCode.ShouldBe(HttpStatusCode.OK);
        return finished;
    }
}
