using System.Net;
using Raum.People.Access;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>DATA-1: for an organization that is closed nothing is done, at every route of the running API; and it can be opened again.</summary>
public sealed class ClosedTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_says_that_the_organization_is_closed_until_it_is_open_again()
    {
        var (host, database) = await StartAsync();
        await using var _ = host;
        var tenant = await host.AddTenantAsync(Token);
        var neighbour = await host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(host, tenant.Id, Token);
        using var program = host.Client(tenant.Token);
        using var person = await crew.BrowserAsync(Role.Owner, Token);
        using var other = host.Client(neighbour.Token);
        await ServesAsync(program);

        await SetAsync(database, $"closed_at = now(), destroy_after = now() + interval '30 days' where organization_id = '{tenant.Id}'");
        await UntilClosedAsync(program);

        var walked = 0;
        foreach (var (method, pattern, name) in GuardedRoutes.Of(host))
        {
            using (var response = await GuardedRoutes.SendAsync(program, method, pattern, name, Token))
            {
                await response.ShouldBeProblemAsync(HttpStatusCode.Gone, "organization-closed");
            }

            walked++;
        }

        walked.ShouldBeGreaterThan(40);
        using (var response = await GuardedRoutes.SendAsync(person, "POST", "/v1/redact", "RedactText", Token))
        {
            // Its sessions are not found any more.
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using (var webhook = await host.Client().SendAsync(Webhook.Trigger(tenant, 35436).Request(), Token))
        {
            await webhook.ShouldBeProblemAsync(HttpStatusCode.Gone, "organization-closed");
        }

        (await host.TakeAllAsync(tenant.Id)).ShouldBeEmpty();
        await ServesAsync(other);

        await SetAsync(database, $"closed_at = null, destroy_after = null where organization_id = '{tenant.Id}'");
        while ((await RedactAsync(program)) == HttpStatusCode.Gone)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }

        await ServesAsync(program);
    }

    private async Task<(ApiHost Host, TestDatabase Database)> StartAsync()
    {
        var database = await api.Postgres.CreateDatabaseAsync();
        var host = await ApiHost.StartAsync(
            api.Redis,
            database,
            "Production",
            ("Http:RequestsPerSecondPerKey", "10000"),
            ("Http:RequestsPerSecondPerOrganization", "10000")
        );
        return (host, database);
    }

    private static async Task SetAsync(TestDatabase database, string set)
    {
        await using var connection = new Npgsql.NpgsqlConnection(database.Superuser);
        await connection.OpenAsync(Token);
        await using var update = new Npgsql.NpgsqlCommand($"update organizations.organization set {set}", connection);
        (await update.ExecuteNonQueryAsync(Token)).ShouldBe(1);
    }

    /// <summary>The change is told over a connection of its own.</summary>
    private static async Task UntilClosedAsync(HttpClient client)
    {
        while ((await RedactAsync(client)) != HttpStatusCode.Gone)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    private static async Task ServesAsync(HttpClient client) => (await RedactAsync(client)).ShouldBe(HttpStatusCode.OK);

    private static async Task<HttpStatusCode> RedactAsync(HttpClient client)
    {
        using var response = await GuardedRoutes.SendAsync(client, "POST", "/v1/redact", "RedactText", Token);
        return response.StatusCode;
    }
}
