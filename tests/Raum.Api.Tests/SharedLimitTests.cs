using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>ORG-8: limits hold for all processes together, survive a restart, and a Redis that is away refuses nobody.</summary>
public sealed class SharedLimitTests(PostgresServer postgres) : IAsyncLifetime
{
    // A token comes back after so many seconds that none does while a test runs: one a second is the least that can be configured.
    private const int Burst = 2;

    private RedisServer _redis = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync(Token);

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Two_processes_let_no_more_pass_than_one_and_a_third_begins_where_they_are()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        var tenant = await first.AddTenantAsync(Token);
        var began = TimeProvider.System.GetTimestamp();

        var passed = 0;
        for (var round = 0; round < 40; round++)
        {
            passed += await PassesAsync(first, tenant) ? 1 : 0;
            passed += await PassesAsync(second, tenant) ? 1 : 0;
        }

        await using var third = await StartAsync(database);
        for (var round = 0; round < 40; round++)
        {
            passed += await PassesAsync(third, tenant) ? 1 : 0;
        }

        // What was there at first, and what came back meanwhile, however long that took.
        var most = Burst + (int)TimeProvider.System.GetElapsedTime(began).TotalSeconds + 1;
        passed.ShouldBeInRange(Burst, most);
    }

    [Fact]
    public async Task Without_Redis_each_process_counts_alone_and_refuses_nobody_for_it()
    {
        await using var host = await StartAsync(await postgres.CreateDatabaseAsync(), perSecond: 1000);
        var tenant = await host.AddTenantAsync(Token);
        (await PassesAsync(host, tenant)).ShouldBeTrue();
        await _redis.KillAsync();

        for (var i = 0; i < 50; i++)
        {
            (await PassesAsync(host, tenant)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Without_Redis_the_limit_of_the_process_still_holds()
    {
        await using var host = await StartAsync(await postgres.CreateDatabaseAsync());
        var tenant = await host.AddTenantAsync(Token);
        await _redis.KillAsync();

        for (var i = 0; ; i++)
        {
            using var response = await AskAsync(host, tenant);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await response.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "rate-limited");
                return;
            }

            i.ShouldBeLessThan(1_000);
        }
    }

    [Fact]
    public async Task A_source_that_guesses_at_one_process_is_told_to_wait_by_the_other()
    {
        var database = await postgres.CreateDatabaseAsync();

        // A process that Redis keeps waiting on a busy machine counts alone for a while, and is told nothing then. Alone it would let ten through each time.
        for (var tries = 1; !await IsToldAsync(database); tries++)
        {
            tries.ShouldBeLessThan(5);
        }
    }

    /// <summary>True when the second process lets fewer through than its own bucket, which is full, would.</summary>
    private async Task<bool> IsToldAsync(TestDatabase database)
    {
        await using var first = await StartAsync(database, failures: 1);
        await using var second = await StartAsync(database, failures: 1);
        using var guess = first.Client("raum_guess");
        using var again = second.Client("raum_guess");
        var began = TimeProvider.System.GetTimestamp();

        // Until the first process has used up what all of them allow.
        while (await StatusAsync(guess) == HttpStatusCode.Unauthorized) { }

        // It bars after the one failure that tells it, or a few where a token came back meanwhile.
        var let = 0;
        while (await StatusAsync(again) == HttpStatusCode.Unauthorized)
        {
            let++;
        }

        return let <= 3 + (int)TimeProvider.System.GetElapsedTime(began).TotalSeconds && let < 10;
    }

    [Fact]
    public async Task What_Redis_holds_of_a_source_cannot_be_found_by_hashing_addresses()
    {
        await using var host = await StartAsync(await postgres.CreateDatabaseAsync(), failures: 1);
        using var guess = host.Client("raum_guess");
        (await StatusAsync(guess)).ShouldBe(HttpStatusCode.Unauthorized);

        var keys = await _redis.RawAsync("KEYS raum:limit:1:source:*", Token);

        keys.ShouldContain("raum:limit:1:source:");
        foreach (var source in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            foreach (var bytes in new[] { source.GetAddressBytes(), Encoding.ASCII.GetBytes(source.ToString()) })
            {
                keys.ShouldNotContain(Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
            }
        }
    }

    private Task<ApiHost> StartAsync(TestDatabase database, int perSecond = 1, int failures = 10_000) =>
        ApiHost.StartAsync(
            _redis,
            database,
            "Production",
            ("Http:RequestsPerSecondPerKey", $"{perSecond}"),
            ("Http:RequestsPerSecondPerOrganization", "100000"),
            ("Http:FailedSignInsPerSecondPerSource", $"{failures}")
        );

    private static async Task<bool> PassesAsync(ApiHost host, Tenant tenant)
    {
        using var response = await AskAsync(host, tenant);
        response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.TooManyRequests);
        return response.StatusCode == HttpStatusCode.OK;
    }

    private static async Task<HttpResponseMessage> AskAsync(ApiHost host, Tenant tenant)
    {
        using var client = host.Client(tenant.Token);
        return await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, Token);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/v1/audit", Token);
        return response.StatusCode;
    }
}
