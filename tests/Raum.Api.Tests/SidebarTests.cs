using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Raum.Api.OpenApi;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Authentication;
using Raum.People.Access;
using Raum.People.Zendesk;
using Raum.Testing.Zendesk;

namespace Raum.Api.Tests;

/// <summary>ORG-12 over HTTP: what the Zendesk sidebar may ask for, and what it never sees.</summary>
public sealed class SidebarTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Shared = "a key of the account, 32 characters and more";
    private const long Amelia = 9001;

    private static readonly DeskApp App = new("acme", 61);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_drafts_for_a_ticket_and_the_job_says_for_whom_it_is_read()
    {
        var tenant = await TenantAsync();
        using var sidebar = await AgentAsync(tenant, Amelia);

        var session = JsonNode.Parse(await sidebar.GetStringAsync("/v1/session", Token))!;
        using var queued = await SubmitAsync(
            sidebar,
            new
            {
                operation = "resolve",
                ticketId = 77,
                target = "internalNote",
            }
        );

        ((string?)session["role"]).ShouldBe("agent");
        queued.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var job = (await api.Host.TakeAllAsync(tenant.Id)).ShouldHaveSingleItem();
        job.Agent.ShouldBe(Amelia);
        job.TicketId.ShouldBe(77);
    }

    [Fact]
    public async Task A_claimed_user_drafts_from_a_text_and_nothing_else()
    {
        var tenant = await TenantAsync();
        using var claimed = await ClaimedAsync(tenant, Amelia);

        var session = JsonNode.Parse(await claimed.GetStringAsync("/v1/session", Token))!;
        using var drafts = await SubmitAsync(claimed, new { operation = "generate", text = "My refund has not come." });
        var id = await IdAsync(drafts);
        using var reads = await claimed.GetAsync($"/v1/jobs/{id}", Token);

        ((string?)session["role"]).ShouldBe("claimed");
        drafts.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        reads.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (
            var body in (object[])
                [
                    new { operation = "generate", ticketId = 77 },
                    new { operation = "resolve", ticketId = 77 },
                    new
                    {
                        operation = "summarize",
                        ticketId = 77,
                        target = "internalNote",
                    },
                    new
                    {
                        operation = "generate",
                        text = "My refund has not come.",
                        target = "callback",
                    },
                ]
        )
        {
            using var refused = await SubmitAsync(claimed, body);
            await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        }

        using var approves = await claimed.PostAsync($"/v1/jobs/{id}/approve", null, Token);
        using var rejects = await claimed.PostAsync($"/v1/jobs/{id}/reject", null, Token);
        await approves.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await rejects.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Nobody_in_the_sidebar_sees_or_decides_anothers_job()
    {
        var tenant = await TenantAsync();
        using var program = api.Host.Client(tenant.Token);
        using var ours = await SubmitAsync(program, new { operation = "summarize", ticketId = 77 });
        using var amelia = await AgentAsync(tenant, Amelia);
        using var noor = await AgentAsync(tenant, 9002);
        using var claimed = await ClaimedAsync(tenant, Amelia);
        using var theirs = await SubmitAsync(amelia, new { operation = "summarize", ticketId = 78 });
        var (first, second) = (await IdAsync(ours), await IdAsync(theirs));

        foreach (
            var (client, id) in ((HttpClient, Guid)[])[(amelia, first), (noor, first), (noor, second), (claimed, second), (claimed, first)]
        )
        {
            foreach (var path in (string[])[$"/v1/jobs/{id}", $"/v1/jobs/{id}/events"])
            {
                using var seen = await client.GetAsync(path, Token);
                await seen.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
            }
        }

        foreach (var (client, id) in ((HttpClient, Guid)[])[(amelia, first), (noor, second)])
        {
            using var decided = await client.PostAsync($"/v1/jobs/{id}/approve", null, Token);
            await decided.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        }

        using var own = await amelia.GetAsync($"/v1/jobs/{second}", Token);
        using var all = await program.GetAsync($"/v1/jobs/{second}", Token);
        (own.StatusCode, all.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
    }

    [Fact]
    public async Task An_idempotency_key_of_another_says_nothing()
    {
        var tenant = await TenantAsync();
        using var program = api.Host.Client(tenant.Token);
        using var claimed = await ClaimedAsync(tenant, Amelia);
        program.DefaultRequestHeaders.Add("Idempotency-Key", "order-4711");
        claimed.DefaultRequestHeaders.Add("Idempotency-Key", "order-4711");
        var body = new { operation = "generate", text = "My refund has not come." };

        using var first = await SubmitAsync(program, body);
        using var second = await SubmitAsync(claimed, body);
        using var again = await SubmitAsync(claimed, body);

        (await IdAsync(second)).ShouldNotBe(await IdAsync(first));
        (await IdAsync(again)).ShouldBe(await IdAsync(second));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_route_is_barred_that_the_table_bars(bool isClaimed)
    {
        var tenant = await TenantAsync();
        var allowed = isClaimed ? PermissionMatrix.Claimed : PermissionMatrix.Sidebar;
        var wrong = new List<string>();
        var walked = 0;
        foreach (var endpoint in api.Host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<RequiredPermission>() is not { Permission: var permission } || allowed.Contains(permission))
            {
                continue;
            }

            using var client = isClaimed ? await ClaimedAsync(tenant, Amelia) : await AgentAsync(tenant, Amelia);
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                var path = string.Join(
                    '/',
                    endpoint
                        .RoutePattern.RawText!.Split('/')
                        .Select(part => part.StartsWith('{') ? "01980000-0000-7000-8000-000000000001" : part)
                );
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                if (Examples.Requests.TryGetValue(endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "", out var body))
                {
                    request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                }

                using var response = await client.SendAsync(request, Token);
                walked++;
                if (response.StatusCode != HttpStatusCode.Forbidden)
                {
                    wrong.Add($"{method} {path}: {(int)response.StatusCode}");
                }
            }
        }

        walked.ShouldBeGreaterThan(25);
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_organizations_token_and_another_sites_page_are_refused()
    {
        var (tenant, other) = (await TenantAsync(), await api.Host.AddTenantAsync(Token));
        using var page = api.Host.Client();
        page.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        using var nobody = api.Host.Client();
        var now = TimeProvider.System.GetUtcNow();

        using var cross = await nobody.PostAsJsonAsync("/v1/session/zendesk", Body(other, App.Token(Amelia, now)), Token);
        using var unknown = await nobody.PostAsJsonAsync(
            "/v1/session/zendesk",
            new { organization = Guid.CreateVersion7(now), token = App.Token(Amelia, now) },
            Token
        );
        using var forged = await page.PostAsJsonAsync("/v1/session/zendesk", Body(tenant, App.Token(Amelia, now)), Token);

        await cross.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await unknown.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await forged.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    private async Task<Tenant> TenantAsync()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        var apps = api.Host.Administration<ZendeskApps>();
        var actor = AuditActor.System("raum-cli");
        (await apps.SetAppAsync(tenant.Id, "acme", 61, App.PublicKeyPem, agents: true, actor, Token)).Succeeded.ShouldBeTrue();
        (await apps.SetSharedKeyAsync(tenant.Id, "acme", new PersonalText(Shared), actor, Token)).Succeeded.ShouldBeTrue();
        return tenant;
    }

    private Task<HttpClient> AgentAsync(Tenant tenant, long agent) =>
        SignInAsync(tenant, App.Token(agent, TimeProvider.System.GetUtcNow()));

    private Task<HttpClient> ClaimedAsync(Tenant tenant, long agent) =>
        SignInAsync(tenant, App.SharedToken(Shared, agent, ApiHost.Origin, TimeProvider.System.GetUtcNow()));

    private async Task<HttpClient> SignInAsync(Tenant tenant, string token)
    {
        using var nobody = api.Host.Client();
        using var signedIn = await nobody.PostAsJsonAsync("/v1/session/zendesk", Body(tenant, token), Token);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.OK);
        signedIn.Headers.Contains("Set-Cookie").ShouldBeFalse();
        return api.Host.Client((string)JsonNode.Parse(await signedIn.Content.ReadAsStringAsync(Token))!["tokens"]!["accessToken"]!);
    }

    private static object Body(Tenant tenant, string token) => new { organization = tenant.Id.Value, token };

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient client, object body) => client.PostAsJsonAsync("/v1/jobs", body, Token);

    private static async Task<Guid> IdAsync(HttpResponseMessage accepted) =>
        (Guid)JsonNode.Parse(await accepted.Content.ReadAsStringAsync(Token))!["id"]!;
}
