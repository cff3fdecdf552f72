using System.Net;
using Raum.AuditStore.Events;
using Raum.Core.Audit;
using Raum.People.Access;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>ORG-9: a deployment of one region does nothing for an organization of another, and says where to go. Every route of the running API, as a program and as a person.</summary>
public sealed class RegionTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string EuAddress = "https://eu.raum.example.com";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_of_an_organization_of_another_region_is_misdirected()
    {
        await using var host = await StartAsync("us");
        var tenant = await host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(host, tenant.Id, Token);
        using var program = host.Client(tenant.Token);
        using var person = await crew.BrowserAsync(Role.Owner, Token);

        var walked = 0;
        foreach (var (method, pattern, name) in GuardedRoutes.Of(host))
        {
            foreach (var client in (HttpClient[])[program, person])
            {
                using var response = await GuardedRoutes.SendAsync(client, method, pattern, name, Token);
                var problem = await response.ShouldBeProblemAsync(HttpStatusCode.MisdirectedRequest, "wrong-region");
                problem.GetProperty("region").GetString().ShouldBe("eu", $"{method} {pattern}");
                problem.GetProperty("address").GetString().ShouldBe(EuAddress);
                walked++;
            }
        }

        walked.ShouldBeGreaterThan(40);
        (await ServedAsync(host, tenant)).ShouldBe(0);
    }

    [Fact]
    public async Task A_signed_webhook_of_another_region_is_misdirected_and_queues_nothing()
    {
        await using var host = await StartAsync("apac");
        var tenant = await host.AddTenantAsync(Token);
        using var client = host.Client();

        using var response = await client.SendAsync(Webhook.Trigger(tenant, 35436).Request(), Token);

        (await response.ShouldBeProblemAsync(HttpStatusCode.MisdirectedRequest, "wrong-region"))
            .GetProperty("region")
            .GetString()
            .ShouldBe("eu");
        (await host.TakeAllAsync(tenant.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_forged_webhook_is_not_told_where_an_organization_is()
    {
        await using var host = await StartAsync("us");
        var tenant = await host.AddTenantAsync(Token);
        using var client = host.Client();

        using var response = await client.SendAsync((Webhook.Trigger(tenant, 35436) with { Secret = "another" }).Request(), Token);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Organizations_of_its_own_region_are_served()
    {
        await using var host = await StartAsync("eu");
        var tenant = await host.AddTenantAsync(Token);
        using var client = host.Client(tenant.Token);

        using var response = await GuardedRoutes.SendAsync(client, "POST", "/v1/redact", "RedactText", Token);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_region_that_does_not_exist_stops_the_host() =>
        await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(async () => await StartAsync("mars"));

    private Task<ApiHost> StartAsync(string region) =>
        ApiHost.StartAsync(
            api.Redis,
            api.Postgres,
            ("Deployment:Region", region),
            ("Deployment:EuAddress", EuAddress),
            ("Http:RequestsPerSecondPerKey", "10000"),
            ("Http:RequestsPerSecondPerOrganization", "10000")
        );

    private static async Task<int> ServedAsync(ApiHost host, Tenant tenant)
    {
        var served = 0;
        await foreach (var recorded in host.Get<IAuditLog>().ReadAsync(tenant.Id, 0, Token))
        {
            served += recorded.Event is RequestServed ? 1 : 0;
        }

        return served;
    }
}
