using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Organizations.Placement;
using Raum.People.Access;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>ORG-1 over HTTP: two organizations, one in a database of its own; nobody notices, but while it moves.</summary>
public sealed class PlacementHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly AuditActor Operator = AuditActor.System("tests");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sign_in_requests_the_log_and_erasure_work_for_both_and_leave_nothing_in_the_wrong_database()
    {
        var shared = await api.Postgres.CreateDatabaseAsync();
        var own = await api.Postgres.CreateEmptyDatabaseAsync();
        await using var host = await ApiHost.StartAsync(api.Redis, shared, "Production");
        var placed = await host.AddTenantAsync(Token);
        var neighbour = await host.AddTenantAsync(Token);
        await PlaceAsync(host, placed, shared, own);
        (await host.Administration<OrganizationMoves>().ClearAsync(placed.Id, shared.Owner, Operator, Token)).Succeeded.ShouldBeTrue();

        foreach (var tenant in (Tenant[])[placed, neighbour])
        {
            await WorkAsync(host, tenant);
        }

        (await EventsAsync(shared, placed.Id)).ShouldBe(0);
        (await EventsAsync(own, placed.Id)).ShouldBeGreaterThan(5);
        (await EventsAsync(own, neighbour.Id)).ShouldBe(0);
        (await EventsAsync(shared, neighbour.Id)).ShouldBeGreaterThan(5);
        (await CountAsync(shared, $"people.session where organization_id = '{placed.Id}'")).ShouldBe(1);
        (await CountAsync(own, $"people.session where organization_id = '{placed.Id}'")).ShouldBe(0);
    }

    [Fact]
    public async Task While_it_moves_it_is_told_to_come_back_and_others_are_served()
    {
        var shared = await api.Postgres.CreateDatabaseAsync();
        var own = await api.Postgres.CreateEmptyDatabaseAsync();
        await using var host = await ApiHost.StartAsync(api.Redis, shared, "Production");
        var placed = await host.AddTenantAsync(Token);
        var neighbour = await host.AddTenantAsync(Token);
        using var client = host.Client(placed.Token);
        using var others = host.Client(neighbour.Token);
        await PlaceAsync(host, placed, shared, own);
        using (var before = await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, Token))
        {
            before.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await ExecuteAsync(shared, "update organizations.placement set state = 'returning'");
        await Eventually.TrueAsync(async () =>
            (await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, Token)).StatusCode == HttpStatusCode.ServiceUnavailable
        );
        using var refused = await client.GetAsync("/v1/audit", Token);
        using var served = await others.PostAsJsonAsync("/v1/redact", new { text = "x" }, Token);

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        served.StatusCode.ShouldBe(HttpStatusCode.OK);

        await ExecuteAsync(shared, "update organizations.placement set state = 'moved'");
        await Eventually.TrueAsync(async () =>
            (await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, Token)).StatusCode == HttpStatusCode.OK
        );
    }

    private static async Task WorkAsync(ApiHost host, Tenant tenant)
    {
        using var client = host.Client(tenant.Token);
        using var redacted = await client.PostAsJsonAsync("/v1/redact", new { text = "Jane Doe" }, Token);
        using var erasure = await client.PostAsJsonAsync(
            "/v1/privacy-requests",
            new { reference = "DSR-1", ticketIds = (long[])[1] },
            Token
        );
        using var job = await client.PostAsJsonAsync("/v1/jobs", new { ticketId = 35436, operation = "generate" }, Token);
        var crew = await Crew.HireAsync(host, tenant.Id, Token);
        using var browser = await crew.BrowserAsync(Role.Owner, Token);
        var session = JsonNode.Parse(await browser.GetStringAsync("/v1/session", Token))!;
        using var log = await browser.GetAsync("/v1/audit", Token);

        (redacted.StatusCode, erasure.StatusCode, log.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.OK));
        ((int)job.StatusCode).ShouldBeLessThan(500);
        ((string?)session["role"]).ShouldBe("owner");
        (await client.GetStringAsync("/v1/privacy-requests", Token)).ShouldContain("DSR-1");
    }

    private static async Task PlaceAsync(ApiHost host, Tenant tenant, TestDatabase shared, TestDatabase own) =>
        (
            await host.Administration<OrganizationMoves>()
                .PlaceAsync(tenant.Id, shared.Owner, OrganizationMoves.Roles.ToDictionary(role => role, own.For), Operator, Token)
        ).Failure.ShouldBeNull();

    private static Task<long> EventsAsync(TestDatabase database, OrganizationId organization) =>
        CountAsync(database, $"audit.event where organization_id = '{organization}'");

    private static async Task<long> CountAsync(TestDatabase database, string from)
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"select count(*) from {from}", connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
