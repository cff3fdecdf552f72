using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Raum.Core;
using Raum.People.Access;
using Raum.People.Sessions;
using Raum.Testing;

namespace Raum.Api.Tests;

/// <summary>A second factor that an organization demands, and a key ring that nobody has.</summary>
public sealed class SignInRuleTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_not_proved_a_second_factor_may_only_add_one_at_once()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(api.Host, tenant.Id, Token);
        using var owner = await StrongAsync(tenant.Id, crew, Role.Owner);
        using var agent = await crew.BrowserAsync(Role.Agent, Token);
        using var before = await agent.GetAsync("/v1/dead-letters", Token);

        using var set = await owner.PutAsJsonAsync("/v1/sign-in-rules", new { secondFactor = true }, Token);
        using var after = await agent.GetAsync("/v1/dead-letters", Token);
        var session = JsonNode.Parse(await agent.GetStringAsync("/v1/session", Token))!;
        using var later = await crew.BrowserAsync(Role.Agent, Token);
        using var laterJobs = await later.GetAsync("/v1/dead-letters", Token);
        using var enrols = await agent.PostAsync("/v1/account/totp", null, Token);
        var secret = (string)JsonNode.Parse(await enrols.Content.ReadAsStringAsync(Token))!["secret"]!;
        using var enrolled = await agent.PostAsJsonAsync(
            "/v1/account/totp/confirm",
            new { code = TotpCodes.Now(secret, TimeProvider.System.GetUtcNow()) },
            Token
        );
        using var works = await agent.GetAsync("/v1/dead-letters", Token);
        using var members = await owner.GetAsync("/v1/members", Token);

        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        await after.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await laterJobs.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        ((bool?)session["needsSecondFactor"]).ShouldBe(true);
        session["permissions"]!.AsArray().Select(permission => (string?)permission).ShouldBe(["OwnAccount", "OwnSession"]);
        enrolled.StatusCode.ShouldBe(HttpStatusCode.OK);
        works.StatusCode.ShouldBe(HttpStatusCode.OK);
        members.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_demands_what_would_lock_them_out_and_another_organization_is_not_concerned()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(api.Host, tenant.Id, Token);
        var others = await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token);
        using var weak = await crew.BrowserAsync(Role.Owner, Token);
        using var strong = await StrongAsync(tenant.Id, crew, Role.Owner);
        using var other = await others.BrowserAsync(Role.Owner, Token);

        using var refused = await weak.PutAsJsonAsync("/v1/sign-in-rules", new { secondFactor = true }, Token);
        using var set = await strong.PutAsJsonAsync("/v1/sign-in-rules", new { secondFactor = true }, Token);
        using var members = await other.GetAsync("/v1/members", Token);
        using var lifted = await strong.PutAsJsonAsync("/v1/sign-in-rules", new { secondFactor = false }, Token);
        using var again = await weak.GetAsync("/v1/members", Token);

        await refused.ShouldBeProblemAsync(HttpStatusCode.Conflict, "conflict");
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        members.StatusCode.ShouldBe(HttpStatusCode.OK);
        lifted.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_access_token_of_a_weak_session_is_as_weak()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(api.Host, tenant.Id, Token);
        using var owner = await StrongAsync(tenant.Id, crew, Role.Owner);
        using var manager = await crew.BrowserAsync(Role.Manager, Token);
        using var begun = await manager.PostAsync("/v1/session/tokens", null, Token);
        using var bearer = api.Host.Client((string)JsonNode.Parse(await begun.Content.ReadAsStringAsync(Token))!["accessToken"]!);
        using var before = await bearer.GetAsync("/v1/members", Token);

        using var set = await owner.PutAsJsonAsync("/v1/sign-in-rules", new { secondFactor = true }, Token);
        using var after = await bearer.GetAsync("/v1/members", Token);

        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        await after.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public void There_is_no_Data_Protection_and_no_key_ring_of_it_on_the_disk()
    {
        var services = api.Host.Get<IServiceProvider>();

        services.GetService<IDataProtectionProvider>().ShouldBeNull();
        services
            .GetServices<IHostedService>()
            .Select(service => service.GetType().FullName!)
            .ShouldNotContain(name => name.Contains("DataProtection", StringComparison.Ordinal));
    }

    private async Task<HttpClient> StrongAsync(OrganizationId organization, Crew crew, Role role) =>
        api.Host.Browser(
            (await api.Host.Get<SessionStore>().StartAsync(organization, crew[role], role, ["password", "totp"], null, Token)).Value.Token
        );
}
