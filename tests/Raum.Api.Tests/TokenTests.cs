using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Raum.People.Access;
using Raum.People.Sessions;

namespace Raum.Api.Tests;

/// <summary>ORG-4 over HTTP: access tokens as bearer.</summary>
public sealed class TokenTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_works_with_tokens_and_gets_the_next_ones()
    {
        var session = await SessionAsync(Role.Manager);
        var first = await TokensAsync(session);
        using var bearer = api.Host.Client((string)first["accessToken"]!);
        using var nobody = api.Host.Client();

        var own = JsonNode.Parse(await bearer.GetStringAsync("/v1/session", Token))!;
        using var members = await bearer.GetAsync("/v1/members", Token);
        using var keys = await bearer.GetAsync("/v1/api-keys", Token);
        using var refreshed = await nobody.PostAsJsonAsync(
            "/v1/tokens/refresh",
            new { refreshToken = (string)first["refreshToken"]! },
            Token
        );
        var second = JsonNode.Parse(await refreshed.Content.ReadAsStringAsync(Token))!;
        using var next = api.Host.Client((string)second["accessToken"]!);
        using var still = await next.GetAsync("/v1/session", Token);

        ((string?)own["id"]).ShouldBe(session.Identity.Id.ToString());
        ((string?)own["role"]).ShouldBe("manager");
        members.StatusCode.ShouldBe(HttpStatusCode.OK);
        await keys.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        still.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Signing_out_ends_the_bearer_and_its_refresh_token_at_once()
    {
        var session = await SessionAsync(Role.Agent);
        var tokens = await TokensAsync(session);
        using var browser = api.Host.Browser(session.Token);
        using var bearer = api.Host.Client((string)tokens["accessToken"]!);

        using var signedOut = await browser.DeleteAsync("/v1/session", Token);
        using var after = await bearer.GetAsync("/v1/session", Token);
        using var refresh = await bearer.PostAsJsonAsync(
            "/v1/tokens/refresh",
            new { refreshToken = (string)tokens["refreshToken"]! },
            Token
        );

        signedOut.StatusCode.ShouldBe(HttpStatusCode.OK);
        await after.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        after.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        await refresh.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Tokens_ask_for_a_recent_proof_and_bring_no_newer_one()
    {
        await using var host = await ApiHost.StartAsync(api.Redis, api.Postgres, ("People:ConfirmationStands", "00:01:00"));
        var crew = await Crew.HireAsync(host, (await host.AddTenantAsync(Token)).Id, Token);
        var session = await crew.SignInAsync(Role.Owner, Token);
        using var browser = host.Browser(session.Token);
        using var begun = await browser.PostAsync("/v1/session/tokens", null, Token);
        var tokens = JsonNode.Parse(await begun.Content.ReadAsStringAsync(Token))!;
        using var bearer = host.Client((string)tokens["accessToken"]!);
        using var allowed = await bearer.PostAsJsonAsync("/v1/invitations", new { email = "a@example.com", role = "agent" }, Token);
        await host.AgeConfirmationAsync(session.Identity.Id, Token);

        using var again = await browser.PostAsync("/v1/session/tokens", null, Token);
        using var invited = await bearer.PostAsJsonAsync("/v1/invitations", new { email = "b@example.com", role = "agent" }, Token);

        allowed.StatusCode.ShouldNotBe(HttpStatusCode.Forbidden);
        await again.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "confirmation-required");
        await invited.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "confirmation-required");
    }

    [Fact]
    public async Task A_page_of_another_origin_has_no_use_for_a_token()
    {
        var tokens = await TokensAsync(await SessionAsync(Role.Owner));
        using var page = api.Host.Client((string)tokens["accessToken"]!);
        page.DefaultRequestHeaders.Add("Origin", "https://evil.example");

        using var read = await page.GetAsync("/v1/session", Token);
        using var refresh = await page.PostAsJsonAsync("/v1/tokens/refresh", new { refreshToken = (string)tokens["refreshToken"]! }, Token);

        await read.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await refresh.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task A_token_of_another_deployment_is_nobodys()
    {
        await using var other = await ApiHost.StartAsync(api.Redis, api.Postgres);
        var crew = await Crew.HireAsync(other, (await other.AddTenantAsync(Token)).Id, Token);
        using var browser = other.Browser((await crew.SignInAsync(Role.Owner, Token)).Token);
        using var begun = await browser.PostAsync("/v1/session/tokens", null, Token);
        var tokens = JsonNode.Parse(await begun.Content.ReadAsStringAsync(Token))!;
        using var here = api.Host.Client((string)tokens["accessToken"]!);
        using var there = other.Client((string)tokens["accessToken"]!);

        using var refused = await here.GetAsync("/v1/session", Token);
        using var taken = await there.GetAsync("/v1/session", Token);

        await refused.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        taken.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Bearer a.b.c")]
    [InlineData("bearer ..")]
    [InlineData("Bearer .. ..")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.")]
    public async Task What_only_looks_like_a_token_is_401(string header)
    {
        using var client = api.Host.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);

        using var response = await client.GetAsync("/v1/session", Token);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task The_public_keys_are_published_and_no_private_one()
    {
        await TokensAsync(await SessionAsync(Role.Agent));
        using var client = api.Host.Client();

        var keys = JsonNode.Parse(await client.GetStringAsync("/.well-known/jwks.json", Token))!["keys"]!.AsArray();

        keys.ShouldNotBeEmpty();
        foreach (var key in keys)
        {
            key!.AsObject().Select(member => member.Key).ShouldBe(["kty", "crv", "x", "y", "kid", "use", "alg"]);
        }
    }

    private async Task<NewSession> SessionAsync(Role role) =>
        await (await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token)).SignInAsync(role, Token);

    private async Task<JsonNode> TokensAsync(NewSession session)
    {
        using var browser = api.Host.Browser(session.Token);
        using var begun = await browser.PostAsync("/v1/session/tokens", null, Token);
        begun.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await begun.Content.ReadAsStringAsync(Token))!;
    }
}
